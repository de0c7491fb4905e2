"""Signing in with a real headless browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stockpress.settings import InvalidSetting, Settings
from stockpress_spiders import login
from stockpress_spiders.login import CaptchaShown, SignInChanged, SignInFailed, SignInRefused, sign_in
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.source import SignIn, Sitemaps, Source, Step
from stockpress_spiders.sources import load_sources
from stockpress_spiders.vault import unseal
from tests.spiders.conftest import PASSWORD
from tests.spiders.small_site import Answer, SmallSite

TWO_STEPS = """<body><input id=email><button id=next>Next</button><script>
next.onclick = () => {
  document.body.innerHTML = '<input id=password type=password><button id=enter>Sign in</button>'
  enter.onclick = () => {
    const right = password.value == 'correct horse battery'
    if (right) document.cookie = 'sid=1; max-age=3600'
    document.cookie = 'ads=2'
    document.body.innerHTML = right ? '<p id=hello>Hello</p>' : '<p id=no>No</p>'
  }
}
</script></body>"""


@pytest.fixture
def press_source() -> Source:
    return load_sources()["sample_press"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a form that is not as expected be noticed within a second."""
    monkeypatch.setattr(login, "TIMEOUT", 1.0)
    yield


@pytest.fixture
def two_steps(site: SmallSite, settings: Settings) -> tuple[Source, Settings]:
    """A source that asks for the name first and for the password after it."""
    site.answers["/login"] = Answer(TWO_STEPS.encode(), 200, {"Content-Type": "text/html"})
    form = SignIn(
        page="/login",
        steps=(Step((("#email", "username"),), "#next"), Step((("#password", "password"),), "#enter")),
        signed_in="#hello",
        refused="#no",
        captcha="#robot",
        cookies=("sid",),
    )
    source = Source("two", site.url, "en", Sitemaps(("/{year}.xml",)), "/news/.+", (0, 1), sign_in=form)
    return source, settings.with_environment(STOCKPRESS_TWO_USERNAME="me", STOCKPRESS_TWO_PASSWORD=PASSWORD)


def test_only_the_cookies_that_the_source_names_are_kept_and_with_their_end(
    subscribed: Settings, press_source: Source
) -> None:
    session = sign_in(press_source, subscribed)
    (cookie,) = unseal(session.sealed, subscribed.require_session_keys())
    assert cookie.name == "press_session"
    assert timedelta(hours=7) < session.expires - datetime.now(UTC) < timedelta(hours=9)
    assert session.source == "sample_press"


def test_a_sign_in_of_two_screens_is_walked_through(two_steps: tuple[Source, Settings]) -> None:
    source, settings = two_steps
    session = sign_in(source, settings)
    assert [cookie.name for cookie in unseal(session.sealed, settings.require_session_keys())] == ["sid"]
    with pytest.raises(SignInRefused):
        sign_in(source, settings.with_environment(STOCKPRESS_TWO_PASSWORD="wrong"))


ALL_AT_ONCE = """<body><p id=no role=alert hidden>Unknown</p><iframe id=robot style="display:none"></iframe>
<input id=email><input id=password type=password hidden>
<button id=next>Next</button><button id=enter hidden>Enter</button>
<script>
next.onclick = () => {
  if (email.value == 'me') { email.hidden = next.hidden = true; password.hidden = enter.hidden = false }
  else no.hidden = false
}
enter.onclick = () => { document.cookie = 'sid=1; path=/'; document.body.innerHTML = '<p id=hello hidden>Hello</p>' }
</script></body>"""


@pytest.mark.parametrize("framed", [False, True])
def test_what_a_form_hides_from_the_start_is_neither_a_refusal_nor_its_next_screen(
    framed: bool, site: SmallSite, two_steps: tuple[Source, Settings]
) -> None:
    source, settings = two_steps
    html = {"Content-Type": "text/html"}
    site.answers["/form" if framed else "/login"] = Answer(ALL_AT_ONCE.encode(), 200, html)
    if framed:
        site.answers["/login"] = Answer(b"<body><iframe id=window src=/form></iframe></body>", 200, html)
    assert source.sign_in is not None
    source = replace(source, sign_in=replace(source.sign_in, frame="#window" if framed else None))
    session = sign_in(source, settings)
    assert [cookie.name for cookie in unseal(session.sealed, settings.require_session_keys())] == ["sid"]
    with pytest.raises(SignInRefused):
        sign_in(source, settings.with_environment(STOCKPRESS_TWO_USERNAME="nobody"))


CONSENT = """<button id=yes onclick="parent.postMessage('yes', '*')">Accept</button>"""
WALL = """<body><iframe src=/consent></iframe><script>
onmessage = () => { document.body.innerHTML = `%s`; %s }
</script></body>"""


def test_a_consent_wall_in_a_frame_is_passed_and_the_hook_is_asked_before_each_screen(
    site: SmallSite, two_steps: tuple[Source, Settings]
) -> None:
    source, settings = two_steps
    body, script = TWO_STEPS.removeprefix("<body>").removesuffix("</script></body>").split("<script>")
    html = {"Content-Type": "text/html"}
    site.answers["/login"] = Answer((WALL % (body, script)).encode(), 200, html)
    site.answers["/consent"] = Answer(CONSENT.encode(), 200, html)
    assert source.sign_in is not None
    seen: list[str] = []
    form = replace(source.sign_in, consent="#yes", before_step=lambda page: seen.append(page.url))
    session = sign_in(replace(source, sign_in=form), settings)
    assert [cookie.name for cookie in unseal(session.sealed, settings.require_session_keys())] == ["sid"]
    assert seen == [f"{site.url}/login"] * 2


def test_a_refusal_names_the_variables_and_not_what_was_typed(subscribed: Settings, press_source: Source) -> None:
    wrong = subscribed.with_environment(STOCKPRESS_SAMPLE_PRESS_PASSWORD="hunter2hunter2")
    with pytest.raises(SignInRefused, match="STOCKPRESS_SAMPLE_PRESS_PASSWORD") as raised:
        sign_in(press_source, wrong)
    assert "hunter2" not in str(raised.value)


def test_a_captcha_is_told_from_a_refusal(press: Press, subscribed: Settings, press_source: Source) -> None:
    press.switchboard.captcha(True)
    with pytest.raises(CaptchaShown, match="CAPTCHA"):
        sign_in(press_source, subscribed)


@pytest.mark.usefixtures("impatient")
def test_a_form_that_has_changed_is_said_to_have_and_nothing_typed_is_shown(two_steps: tuple[Source, Settings]) -> None:
    source, settings = two_steps
    form = source.sign_in
    assert form is not None
    second = Step((("#password", "password"),), "#vanished")
    for changed in (replace(form, signed_in="#vanished"), replace(form, steps=(form.steps[0], second))):
        with pytest.raises(SignInChanged, match=r"expected #vanished .* correct the source's file") as raised:
            sign_in(replace(source, sign_in=changed), settings)
        assert PASSWORD not in str(raised.value)
        assert raised.value.__cause__ is None


def test_a_cookie_that_did_not_come_is_named(two_steps: tuple[Source, Settings]) -> None:
    source, settings = two_steps
    assert source.sign_in is not None
    with pytest.raises(SignInChanged, match="all but token"):
        sign_in(replace(source, sign_in=replace(source.sign_in, cookies=("sid", "token"))), settings)


def test_a_site_that_is_down_is_said_to_be(subscribed: Settings, press_source: Source) -> None:
    with pytest.raises(SignInFailed, match="net::ERR_"):
        sign_in(press_source, subscribed.with_environment(STOCKPRESS_SAMPLE_PRESS_URL="http://127.0.0.1:9"))


def test_a_browser_that_is_not_there_is_said_to_be(subscribed: Settings, press_source: Source) -> None:
    with pytest.raises(SignInFailed, match="STOCKPRESS_CHROMIUM"):
        sign_in(press_source, subscribed.with_environment(STOCKPRESS_CHROMIUM="/no/such/chromium"))


def test_a_sign_in_without_its_credentials_names_them(settings: Settings, press_source: Source) -> None:
    with pytest.raises(InvalidSetting, match="STOCKPRESS_SAMPLE_PRESS_USERNAME"):
        sign_in(press_source, settings)

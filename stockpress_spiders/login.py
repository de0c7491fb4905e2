"""Signs in to a source with a real headless browser. When to, and what is done with the session, lives elsewhere.

What is typed never reaches a message: playwright's own errors quote it, so none of them is passed on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as BrowserTimeout

from stockpress.session import Session
from stockpress.settings import Credentials, Settings
from stockpress_spiders.addresses import same_site
from stockpress_spiders.source import SignIn, Source, Step
from stockpress_spiders.vault import Cookie, seal

TIMEOUT = 20.0
LOOK_EVERY = 0.1
# How long a session without an end of its own is believed: until browsers are closed, which is a day.
UNTIL_BROWSER_CLOSES = timedelta(hours=24)
QUIET_BROWSER = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


class SignInFailed(Exception):
    """A source did not let the desk in. The message is one line with what to do and nothing secret."""


class SignInRefused(SignInFailed):
    """The source refused the name or the password."""


class CaptchaShown(SignInFailed):
    """The source wants a person to prove that they are one."""


class SignInChanged(SignInFailed):
    """The form of the source is not as its file says."""


def sign_in(source: Source, settings: Settings) -> Session:
    """Sign in to *source* and return the session, sealed.

    Raises SignInRefused, CaptchaShown, SignInChanged, SignInFailed where the site or the browser does not answer, and
    InvalidSetting where credentials or keys are not set.
    """
    if source.sign_in is None:
        raise SignInFailed(f"source {source.name} has no sign-in; it needs no session")
    credentials = settings.credentials(source.name)
    keys = settings.require_session_keys()
    home = settings.home_of(source.name, source.home)
    with open_browser(settings) as browser:
        page = browser.new_context(user_agent=settings.user_agent).new_page()
        page.set_default_timeout(TIMEOUT * 1000)
        _open_form(page, source.name, urljoin(f"{home}/", source.sign_in.page))
        for number, step in enumerate(source.sign_in.steps):
            if source.sign_in.before_step is not None:
                source.sign_in.before_step(page)
            _fill_in(page, source, step, credentials)
            _expect_after(page, source, number)
        return session_from(source, page.context.cookies(), home, keys)


@contextmanager
def open_browser(settings: Settings, headless: bool = True) -> Iterator[Browser]:
    """Open a browser; its errors inside of the block become SignInFailed, without what they quote."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                headless=headless,
                executable_path=settings.chromium,
                chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox refuses to run as root
                args=list(QUIET_BROWSER),
            )
            try:
                yield browser
            finally:
                browser.close()
    except BrowserError as error:
        window = "" if headless else "its window needs a screen; "
        raise SignInFailed(
            f"the sign-in's browser failed ({_kind(error)}); {window}where there is no Chromium, set"
            " STOCKPRESS_CHROMIUM to one or run `playwright install chromium`"
        ) from None


def _open_form(page: Page, name: str, address: str) -> None:
    try:
        page.goto(address, wait_until="domcontentloaded")
    except BrowserError as error:
        raise SignInFailed(f"{address}: expected the sign-in form of {name}, found {_kind(error)}") from None


def _fill_in(page: Page, source: Source, step: Step, credentials: Credentials) -> None:
    """Type into the fields of one screen and press its button."""
    assert source.sign_in is not None
    form = _form(page, source.sign_in)
    for selector, what in step.fields:
        _expect(page, source, selector, "visible")
        with _changed_where_late(page, source, selector):
            form.locator(selector).first.fill(getattr(credentials, what))
    _pass_consent(page, source)
    with _changed_where_late(page, source, step.submit):
        form.locator(step.submit).first.click()


def _form(page: Page, form: SignIn) -> Page | FrameLocator:
    """Return where the fields of the form stand: the page, or the frame in it that the source names."""
    return page if form.frame is None else page.frame_locator(form.frame)


def _pass_consent(page: Page, source: Source) -> None:
    """Press the button of the consent wall, in the page or a frame of it, where one stands there."""
    assert source.sign_in is not None
    if source.sign_in.consent is None:
        return
    for frame in page.frames:
        with suppress(BrowserError):  # a wall's frame may go at any time; one that stays is asked again
            button = frame.locator(source.sign_in.consent).first
            if button.is_visible():
                button.click(timeout=2000)
                button.wait_for(state="hidden", timeout=2000)


@contextmanager
def _changed_where_late(page: Page, source: Source, wanted: str) -> Iterator[None]:
    """Raise SignInChanged where *wanted* does not come in time."""
    try:
        yield
    except BrowserTimeout:
        raise SignInChanged(
            f"{_shown(page)}: expected {wanted} within {TIMEOUT:.0f} s, found neither it nor a refusal; the sign-in of"
            f" {source.name} has changed, correct the source's file"
        ) from None


def _expect_after(page: Page, source: Source, number: int) -> None:
    """Wait for what stands on the screen after step *number* when all goes well."""
    assert source.sign_in is not None
    if number + 1 < len(source.sign_in.steps):
        _expect(page, source, source.sign_in.steps[number + 1].fields[0][0], "visible")
    else:
        _expect(page, source, source.sign_in.signed_in, "attached")


def _expect(page: Page, source: Source, wanted: str, state: Literal["visible", "attached"]) -> None:
    """Wait until *wanted* is there, passing the consent wall whenever it comes; raise what the page shows instead.

    Forms carry empty messages, hidden CAPTCHAs and the fields of later screens from the start: what is shown counts.
    """
    deadline = time.monotonic() + TIMEOUT
    with _changed_where_late(page, source, wanted):
        while True:
            _raise_refusal(page, source)
            if _is_there(page, source, wanted, state):
                return
            _pass_consent(page, source)
            if time.monotonic() > deadline:
                raise BrowserTimeout(f"{TIMEOUT} s are over")
            page.wait_for_timeout(LOOK_EVERY * 1000)


def _raise_refusal(page: Page, source: Source) -> None:
    assert source.sign_in is not None
    variables = f"STOCKPRESS_{source.name.upper()}_USERNAME and STOCKPRESS_{source.name.upper()}_PASSWORD"
    if _is_there(page, source, source.sign_in.captcha, "visible"):
        raise CaptchaShown(
            f"{_shown(page)}: {source.name} shows a CAPTCHA; run `stockpress login {source.name}` on a machine with a"
            f" screen and sign in by hand, once, with the account of {variables}"
        )
    if _is_there(page, source, source.sign_in.refused, "visible"):
        raise SignInRefused(f"{_shown(page)}: {source.name} refused the sign-in; correct {variables}")


def _is_there(page: Page, source: Source, selector: str, state: Literal["visible", "attached"]) -> bool:
    """Say whether *selector* is anywhere in the page, or in the frame of the form."""
    assert source.sign_in is not None
    places = dict.fromkeys((page, _form(page, source.sign_in)))
    with suppress(BrowserError):  # it is on its way to another page
        found = (element for place in places for element in place.locator(selector).all())
        return any(state == "attached" or element.is_visible() for element in found)
    return False


def session_from(source: Source, cookies: Sequence[Any], home: str, keys: Sequence[str]) -> Session:
    """Return the session that *cookies* are, sealed; raise SignInChanged where those that the source names lack."""
    assert source.sign_in is not None
    wanted = source.sign_in.cookies
    kept = [
        _cookie(cookie)
        for cookie in cookies
        if same_site(f"https://{cookie['domain'].removeprefix('.')}", f"https://{urlsplit(home).hostname}")
        and (not wanted or cookie["name"] in wanted)
    ]
    missing = sorted(set(wanted) - {cookie.name for cookie in kept})
    if missing or not kept:
        raise SignInChanged(
            f"{home}: expected the cookies {', '.join(wanted) or 'of the site'} after the sign-in, found"
            f" {'none' if not kept else 'all but ' + ', '.join(missing)}; correct the file of source {source.name}"
        )
    now = datetime.now(UTC)
    ends = [cookie.expires for cookie in kept if cookie.expires is not None]
    # Among cookies that nobody chose, many are of advertising and end soon; a dead session shows on the pages anyway.
    end = min(ends, default=None) if wanted else max(ends, default=None)
    return Session(source.name, seal(kept, keys), now, end or now + UNTIL_BROWSER_CLOSES)


def _cookie(cookie: Any) -> Cookie:
    ends = cookie.get("expires", -1)
    return Cookie(
        name=cookie["name"],
        value=cookie["value"],
        domain=cookie["domain"],
        path=cookie["path"],
        secure=cookie["secure"],
        expires=datetime.fromtimestamp(ends, UTC) if ends > 0 else None,
    )


def _shown(page: Page) -> str:
    """Return the address that the browser shows, without its query, which may carry what was typed."""
    return page.url.split("?")[0]


def _kind(error: BrowserError) -> str:
    """Return what kind of browser error it was: Chromium's own name for it, or the class; never its text."""
    words = [word.rstrip(".:;,") for word in str(error).split() if word.startswith("net::ERR_")]
    return words[0] if words else type(error).__name__

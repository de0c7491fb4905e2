"""Signing in works as on a real site: form, CSRF token, cookie, refusal, CAPTCHA, account and the way out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.cookiejar import Cookie

import pytest

from stockpress.settings import Credentials
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.sample_press.story import Story
from tests.spiders.sample_press.reader import NAME, PASSWORD, Reader


def session_of(reader: Reader) -> Cookie | None:
    return next((cookie for cookie in reader.cookies if cookie.name == "press_session"), None)


def test_the_form_has_the_fields_that_a_browser_fills_in(stranger: Reader):
    page = stranger.get("/sign-in")
    assert page.status == 200
    for field in ("input[name=username]", "input[name=password]", "input[type=hidden][name=csrf_token]"):
        assert len(page.select(field)) == 1
    assert len(page.select("form[method=post] button[type=submit]")) == 1


def test_signing_in_leads_to_the_front_page_with_a_cookie_of_eight_hours(stranger: Reader):
    answer = stranger.sign_in()
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    (cookie,) = [text for text in answer.headers.get_all("Set-Cookie", []) if text.startswith("press_session=")]
    assert "HttpOnly" in cookie and "Max-Age=28800" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/", "/section/markets", "/search?q=chip", "/sign-in", "/account", "/nowhere"])
def test_every_page_shows_the_account_to_a_reader_who_is_signed_in(subscriber: Reader, path: str):
    assert len(subscriber.get(path).select("#account")) == 1


def test_no_page_shows_an_account_to_a_stranger(stranger: Reader, story: Story):
    for path in ("/", story.path, "/sign-in", "/nowhere"):
        assert not stranger.get(path).select("#account")


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, "wrong"), ("wrong", PASSWORD), ("", ""), (NAME, PASSWORD + " "), ("Ünï", "çødé")]
)
def test_a_wrong_name_or_password_is_refused_in_the_same_words(stranger: Reader, name: str, password: str):
    answer = stranger.sign_in(name, password)
    assert answer.status == 403
    assert answer.texts(".sign-in-error") == ["The name or the password is wrong."]
    assert session_of(stranger) is None


def test_a_form_without_its_token_or_with_another_readers_is_refused(stranger: Reader, home: str):
    stranger.get("/sign-in")
    for token in ("", "0" * 64, Reader(home).csrf_token()):
        answer = stranger.post("/sign-in", username=NAME, password=PASSWORD, csrf_token=token)
        assert answer.status == 403
        assert "too old or not ours" in answer.texts(".sign-in-error")[0]
    assert session_of(stranger) is None


def test_a_form_sent_from_elsewhere_without_our_cookie_is_refused(home: str):
    token = Reader(home).csrf_token()
    answer = Reader(home).post("/sign-in", username=NAME, password=PASSWORD, csrf_token=token)
    assert answer.status == 403


def test_a_captcha_takes_the_place_of_the_form_and_admits_nobody(press: Press, stranger: Reader):
    token = stranger.csrf_token()
    press.switchboard.captcha(True)
    assert stranger.get("/sign-in").select("#captcha")
    assert not stranger.get("/sign-in").select("input[name=password]")
    answer = stranger.post("/sign-in", username=NAME, password=PASSWORD, csrf_token=token)
    assert answer.status == 403 and answer.select("#captcha")
    assert session_of(stranger) is None
    press.switchboard.captcha(False)
    assert stranger.sign_in().status == 303


def test_each_sign_in_gives_a_session_of_its_own_that_nobody_can_guess(home: str):
    first, second = Reader(home), Reader(home)
    first.sign_in()
    second.sign_in()
    one, other = session_of(first), session_of(second)
    assert one is not None and other is not None and one.value != other.value
    assert one.value is not None and len(one.value) >= 32


def test_a_made_up_session_is_worth_nothing(stranger: Reader, story: Story):
    assert stranger.get(story.path, Cookie="press_session=made-up").select(".paywall")


def test_a_session_ends_after_eight_hours(press: Press):
    now = datetime(2027, 1, 1, tzinfo=UTC)
    later = Press(press.stories, Credentials(NAME, PASSWORD), clock=lambda: now)
    with running_press(later) as home:
        reader = Reader(home)
        reader.sign_in()
        now += timedelta(hours=7, minutes=59)
        assert reader.get("/").select("#account")
        now += timedelta(minutes=1)
        assert not reader.get("/").select("#account")


def test_signing_out_ends_the_session_for_good(subscriber: Reader):
    before = session_of(subscriber)
    token = subscriber.get("/account").select("input[name=csrf_token]")[0].get("value")
    assert subscriber.post("/sign-out", csrf_token="forged").status == 403
    assert subscriber.get("/").select("#account")
    assert subscriber.post("/sign-out", csrf_token=token).status == 303
    assert session_of(subscriber) is None
    assert before is not None
    assert not subscriber.get("/", Cookie=f"press_session={before.value}").select("#account")


def test_the_account_of_a_stranger_is_the_sign_in_form(stranger: Reader):
    answer = stranger.get("/account")
    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")

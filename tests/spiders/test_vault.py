"""Cookies are sealed, sent only where they belong, and never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stockpress_spiders.vault import Cookie, SessionSealed, cookie_header, new_key, reseal, seal, unseal

COOKIE = Cookie("sid", "s3cret", ".press.example", secure=True, expires=datetime(2030, 1, 2, tzinfo=UTC))


def test_what_is_sealed_comes_out_again_and_does_not_show() -> None:
    keys = [new_key()]
    sealed = seal([COOKIE], keys)
    assert unseal(sealed, keys) == [COOKIE]
    assert b"s3cret" not in sealed
    assert "s3cret" not in repr(COOKIE)


def test_an_old_session_opens_after_the_key_was_rotated() -> None:
    old, new = new_key(), new_key()
    assert unseal(seal([COOKIE], [old]), [new, old]) == [COOKIE]


def test_a_session_is_sealed_anew_with_the_newest_key_so_that_the_old_one_can_go() -> None:
    old, new = new_key(), new_key()
    sealed = reseal(seal([COOKIE], [old]), [new, old])
    assert sealed is not None
    assert unseal(sealed, [new]) == [COOKIE]
    assert reseal(sealed, [new, old]) is None


def test_a_cookie_that_has_ended_is_not_sent() -> None:
    ended = replace(COOKIE, expires=datetime(2020, 1, 2, tzinfo=UTC))
    assert cookie_header([ended], "https://press.example/") == ""


def test_a_session_whose_key_is_gone_says_what_to_do() -> None:
    with pytest.raises(SessionSealed, match="STOCKPRESS_SESSION_KEYS"):
        unseal(seal([COOKIE], [new_key()]), [new_key()])


def test_a_key_that_is_none_is_not_shown() -> None:
    with pytest.raises(SessionSealed, match="expected Fernet keys") as raised:
        seal([COOKIE], ["hunter2"])
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("cookie", "url", "sent"),
    [
        (COOKIE, "https://www.press.example/a", True),
        (COOKIE, "https://press.example/", True),
        (COOKIE, "http://www.press.example/a", False),
        (COOKIE, "https://press.example.evil.example/", False),
        (COOKIE, "https://notpress.example/", False),
        (Cookie("a", "b", "press.example"), "http://press.example/", True),
        (Cookie("a", "b", "press.example"), "http://www.press.example/", False),
        (Cookie("a", "b", "press.example", path="/news"), "http://press.example/news/1", True),
        (Cookie("a", "b", "press.example", path="/news"), "http://press.example/newsroom", False),
        (Cookie("a", "b", "127.0.0.1", secure=True), "http://127.0.0.1:8000/", True),
    ],
)
def test_a_cookie_is_sent_only_where_it_belongs(cookie: Cookie, url: str, sent: bool) -> None:
    assert bool(cookie_header([cookie], url)) is sent


def test_cookies_share_one_header() -> None:
    cookies = [Cookie("a", "1", "press.example"), Cookie("b", "2", "press.example")]
    assert cookie_header(cookies, "http://press.example/") == "a=1; b=2"

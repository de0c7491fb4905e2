"""Whether a page was shown whole."""

from __future__ import annotations

import pytest

from stockpress_spiders.access import Access, access, is_sign_in_page, marks
from stockpress_spiders.extract import parse_html
from stockpress_spiders.sources import load_sources

PRESS = load_sources()["sample_press"]


@pytest.mark.parametrize(
    ("signed_in", "teaser", "paywalled", "shown"),
    [
        (True, False, True, Access.WHOLE),
        (True, True, True, Access.NOT_SUBSCRIBED),
        (False, True, True, Access.SIGNED_OUT),
        (False, True, False, Access.SIGNED_OUT),
        (False, False, True, Access.SIGNED_OUT),
        (False, False, False, Access.WHOLE),
    ],
)
def test_a_subscriber_is_told_from_a_stranger(signed_in: bool, teaser: bool, paywalled: bool, shown: Access) -> None:
    assert access(PRESS.sign_in, signed_in, teaser, paywalled) is shown


def test_a_source_without_a_sign_in_shows_what_is_free() -> None:
    assert access(None, False, False, paywalled=False) is Access.WHOLE
    assert access(None, False, False, paywalled=True) is Access.NOT_SUBSCRIBED


def test_the_marks_are_found_in_the_page() -> None:
    assert marks(parse_html("<p id=account>Me</p>"), PRESS.sign_in) == (True, False)
    assert marks(parse_html("<p class='note paywall'>Subscribe</p>"), PRESS.sign_in) == (False, True)


def test_the_sign_in_page_is_known_by_its_address() -> None:
    assert is_sign_in_page(PRESS, "http://127.0.0.1:1", "http://127.0.0.1:1/sign-in?back=/story")
    assert not is_sign_in_page(PRESS, "http://127.0.0.1:1", "http://127.0.0.1:1/story")
    ft = load_sources()["ft"]
    assert is_sign_in_page(ft, ft.home, "https://accounts.ft.com/login?location=/content/1")

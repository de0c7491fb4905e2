"""What identifies a page."""

from __future__ import annotations

import pytest

from stockpress.article import InvalidRecord
from stockpress_spiders.addresses import canonical_url, clean_url, same_site


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://Press.Example/Story?utm_source=x&utm_medium=y", "https://press.example/Story"),
        ("https://press.example/story?id=7&fbclid=abc#top", "https://press.example/story?id=7"),
        ("https://press.example:443/story", "https://press.example/story"),
        ("http://127.0.0.1:8643/story", "http://127.0.0.1:8643/story"),
        ("https://press.example", "https://press.example/"),
        ("https://press.example/s?q=a+b&p=%20", "https://press.example/s?q=a+b&p=%20"),
        ("https://me:secret@press.example/s", "https://press.example/s"),
    ],
)
def test_an_address_loses_what_says_nothing_of_the_page(url: str, clean: str) -> None:
    assert clean_url(url) == clean
    assert clean_url(clean) == clean


@pytest.mark.parametrize("url", ["", "/story", "javascript:alert(1)", "http://", "http://[bad/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidRecord):
        clean_url(url)


def test_sites_are_the_same_over_www_and_subdomains() -> None:
    assert same_site("https://www.press.example/a", "https://amp.press.example/b")
    assert not same_site("https://press.example", "https://otherpress.example")
    assert not same_site("http://127.0.0.1:1", "http://127.0.0.1:2")


def test_the_canonical_address_of_a_page_is_the_one_it_claims() -> None:
    page = "https://amp.press.example/story?utm_source=x"
    assert canonical_url(["https://www.press.example/story?utm_source=amp"], page) == "https://www.press.example/story"
    assert canonical_url(["/elsewhere"], page) == "https://amp.press.example/elsewhere"


@pytest.mark.parametrize("claims", [[], ["https://rival.example/story"], ["https://press.example/"], ["http://[", ""]])
def test_a_claim_that_cannot_be_believed_leaves_the_pages_own_address(claims: list[str]) -> None:
    assert canonical_url(claims, "https://press.example/story?utm_source=x") == "https://press.example/story"

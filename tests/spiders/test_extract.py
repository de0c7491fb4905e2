"""Pages as publishers write them, read into articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from stockpress_spiders.extract import Reading, parse_html, read_page
from stockpress_spiders.reasons import PageRefused

URL = "https://press.example/news/banks-rise"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEXT = "The bank said on Thursday that profit had risen by 4.5 per cent as lending grew in every region. "
ARTICLE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Banks rise",
    "datePublished": "2024-03-14T08:00:00Z",
}


def page(*blocks: Any, head: str = "", body: str = TEXT * 3) -> str:
    """Return a page with JSON-LD *blocks*; a text is put in as it is."""
    written = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in written)
    shown = f"<body><article><p>{body}</p></article></body>"
    return f"<!DOCTYPE html><html lang='en-GB'><head>{head}{scripts}</head>{shown}</html>"


def read(*blocks: Any, head: str = "", body: str = TEXT * 3) -> Reading:
    """Read a page with these JSON-LD blocks."""
    return read_page(parse_html(page(*blocks, head=head, body=body)), URL)


@pytest.mark.parametrize(
    "block",
    [
        ARTICLE,
        [{"@type": "Organization", "name": "Press"}, ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "Wrong"}, ARTICLE]},
        {**ARTICLE, "@type": ["ReportageNewsArticle", "Thing"]},
        {**ARTICLE, "@type": "http://schema.org/AnalysisNewsArticle"},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE).replace("Banks rise", "Banks\nrise"),
        json.dumps(ARTICLE) + ";",
    ],
)
def test_an_article_is_found_in_structured_data_of_any_form(block: Any) -> None:
    article = read(block).article("press", NOW)
    assert article.headline == "Banks rise"
    assert article.published == datetime(2024, 3, 14, 8, tzinfo=UTC)
    assert article.found_by["headline"] == article.found_by["published"] == "json-ld"
    assert article.found_by["body"] == "blocks"


@pytest.mark.parametrize("block", ["", "{", "null", "[1, 2]", '"text"', "{'a': 1}", "[" * 50_000])
def test_structured_data_that_is_none_leaves_the_page_to_be_read_without(block: str) -> None:
    reading = read(block, head="<meta property='og:title' content='Banks &amp; more'>")
    assert (reading.headline, reading.found_by["headline"]) == ("Banks & more", "opengraph")


def test_a_page_without_structured_data_is_read_from_its_meta_elements() -> None:
    head = """<title>Banks rise | The Press</title><meta property="og:title" content="Banks rise">
    <meta property="article:published_time" content="2024-03-14T08:00:00Z">
    <meta name="author" content="By A. Weber and B. Roe">
    <meta property="article:section" content="Markets"><meta property="article:tag" content="Banks">
    <meta property="article:tag" content="Rates"><meta name="description" content="Profit grew.">"""
    article = read(head=head).article("press", NOW)
    assert (article.headline, article.section, article.description) == ("Banks rise", "Markets", "Profit grew.")
    assert (article.authors, article.topics, article.language) == (("A. Weber", "B. Roe"), ("Banks", "Rates"), "en")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("By A. Weber", ("A. Weber",)),
        ("A. Weber, B. Roe", ("A. Weber", "B. Roe")),
        ({"@type": "Person", "name": "A. Weber"}, ("A. Weber",)),
        ([{"name": "A. Weber"}, {"name": "B. Roe"}, "A. Weber"], ("A. Weber", "B. Roe")),
        ({"name": ["A. Weber", "B. Roe"]}, ("A. Weber", "B. Roe")),
        (["https://press.example/a-weber", "A. Weber"], ("A. Weber",)),
        (None, ()),
        (7, ()),
    ],
)
def test_authors_are_read_from_any_form(author: Any, names: tuple[str, ...]) -> None:
    assert read({**ARTICLE, "author": author}).authors == names


@pytest.mark.parametrize(
    ("flag", "paywalled"),
    [(False, True), ("False", True), ("http://schema.org/False", True), (True, False), ("true", False), (None, False)],
)
def test_the_paywall_flag_is_read_as_truth_and_as_text(flag: Any, paywalled: bool) -> None:
    assert read({**ARTICLE, "isAccessibleForFree": flag}).paywalled is paywalled


def test_a_whole_body_in_structured_data_is_taken_and_its_paragraphs_kept() -> None:
    body = "<p>First &amp; foremost.</p><p>Then the rest. " + TEXT * 20 + "</p>"
    reading = read({**ARTICLE, "articleBody": body}, body="Something else altogether.")
    assert reading.found_by["body"] == "json-ld"
    assert (reading.body or "").startswith("First & foremost.\n\nThen the rest.")


def test_a_short_body_in_structured_data_gives_way_to_a_longer_one_in_the_page() -> None:
    reading = read({**ARTICLE, "articleBody": TEXT * 2}, body=TEXT * 6)
    assert reading.found_by["body"] == "blocks"


def test_the_canonical_address_is_the_articles() -> None:
    head = "<link rel='canonical' href='https://www.press.example/news/banks-rise?utm_source=self'>"
    assert read(ARTICLE, head=head).url == "https://www.press.example/news/banks-rise"
    rival = "<link rel='canonical' href='https://rival.example/news/banks-rise'>"
    assert read(ARTICLE, head=rival).url == URL


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        (page({**ARTICLE, "datePublished": "soon"}), "no_published_time"),
        (page(ARTICLE, body=""), "no_body"),
        ("<html><body><p>Only words.</p></body></html>", "no_headline"),
    ],
)
def test_what_a_page_lacks_is_named(lacking: str, reason: str) -> None:
    with pytest.raises(PageRefused) as refused:
        read_page(parse_html(lacking), URL).article("press", NOW)
    assert refused.value.reason == reason


@pytest.mark.parametrize("text", ["", " ", "\x00", "<!-- -->", "\ud800"])
def test_a_page_of_nothing_is_refused_and_not_broken_on(text: str) -> None:
    with pytest.raises(PageRefused):
        read_page(parse_html(text), URL).article("press", NOW)


def test_half_a_character_in_structured_data_costs_itself_and_not_the_article() -> None:
    half = {**ARTICLE, "headline": "Banks \ud800 rise", "author": "A\udfffda"}
    article = read(json.dumps(half)).article("press", NOW)
    assert (article.headline, article.authors) == ("Banks \ufffd rise", ("A\ufffdda",))


def test_html_of_any_depth_is_read() -> None:
    deep = "<div>" * 10_000 + TEXT * 3 + "</div>" * 10_000
    assert read(ARTICLE, body=deep).headline == "Banks rise"

"""Reads a page: HTML and its address in, what it says of its article out. Nothing here fetches or stores.

Where each field may stand is in page_fields; ``found_by`` says where it was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from stockpress.article import Article, InvalidRecord
from stockpress_spiders import reasons
from stockpress_spiders.addresses import canonical_url
from stockpress_spiders.block_features import Hints
from stockpress_spiders.body import find_body
from stockpress_spiders.names import author_names
from stockpress_spiders.page_fields import FIELDS, PageView, Ways, first
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.structured_data import articles, json_ld, paragraphs_of, text_of, truth_of

NEVER_TEXT = ("script", "style", "template", "svg", "noscript", "iframe")


@dataclass(slots=True)
class Reading:
    """What a page says of its article. A field that it does not say is empty."""

    url: str
    headline: str | None = None
    body: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    paywalled: bool = False
    found_by: dict[str, str] = field(default_factory=dict)

    def article(self, source: str, fetched: datetime) -> Article:
        """Return the article; raise PageRefused naming what a page must have and this one lacks."""
        if self.headline is None:
            raise PageRefused(reasons.NO_HEADLINE)
        if self.body is None:
            raise PageRefused(reasons.NO_BODY)
        if self.published is None:
            raise PageRefused(reasons.NO_PUBLISHED_TIME)
        try:
            return Article(
                url=self.url,
                source=source,
                headline=self.headline,
                body=self.body,
                published=self.published,
                fetched=fetched,
                modified=self.modified,
                description=self.description,
                authors=self.authors,
                section=self.section,
                topics=self.topics,
                language=self.language,
                paywalled=self.paywalled,
                found_by=self.found_by,
            )
        except InvalidRecord as error:
            raise PageRefused(reasons.INVALID_RECORD) from error


def parse_html(html: str) -> HtmlElement:
    """Parse a page; raise PageRefused where there is nothing in it."""
    # XML cannot hold NUL, and half of a surrogate pair is no character.
    clean = html.replace("\x00", "").encode("utf-8", "replace")
    try:
        return document_fromstring(clean, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise PageRefused(reasons.NOT_HTML) from error


def read_page(tree: HtmlElement, url: str) -> Reading:
    """Read the page at *url*; spends *tree*."""
    page = open_page(tree, url)
    reading = Reading(canonical_url(page.claimed_urls(), url))
    for name, ways in FIELDS.items():
        _fill(reading, name, ways(page))
    reading.paywalled = any(truth_of(node.get("isAccessibleForFree")) is False for node in page.articles)
    _fill_body(reading, page)  # last: it spends the tree
    return reading


def open_page(tree: HtmlElement, url: str) -> PageView:
    """Return the page with its structured data read, and *tree* without what is never text.

    What a script holds, no library should look at: trafilatura takes minutes over some.
    """
    nodes = json_ld(tree)
    etree.strip_elements(tree, *NEVER_TEXT, with_tail=False)
    return PageView(tree, url, articles(nodes), nodes)


def _fill(reading: Reading, name: str, ways: Ways) -> None:
    for way, value in ways:
        if value:
            setattr(reading, name, value)
            reading.found_by[name] = way
            return


def _fill_body(reading: Reading, page: PageView) -> None:
    found = find_body(page.tree, hints_of(page))
    if found is not None:
        reading.found_by["body"], reading.body = found


def hints_of(page: PageView) -> Hints:
    """Return what helps to find the body: what the page says of its article elsewhere."""
    authors = next((names for value in page.ld("author", "creator") if (names := author_names(value))), ())
    described = page.meta("og:description", "description")
    return Hints(
        headlines=(first(text_of, page.ld("headline")) or "", *page.meta("og:title")[:1], *page.titles()),
        description=first(text_of, [*page.ld("description"), *described]) or "",
        authors=authors or author_names(page.meta("author")),
        stated=first(paragraphs_of, page.ld("articleBody")) or "",
    )

"""Where each field of an article may stand in a page, the surest place first. What is done with it is extract's.

Structured data (JSON-LD), then the page's meta elements, then its markup, then trafilatura's guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from lxml.html import HtmlElement

from stockpress_spiders.body import find_metadata
from stockpress_spiders.names import author_names
from stockpress_spiders.structured_data import Node, text_of, texts_of
from stockpress_spiders.times import read_time

T = TypeVar("T")


@dataclass(slots=True)
class PageView:
    """A parsed page with the nodes of its structured data, and those of them that are articles."""

    tree: HtmlElement
    url: str
    articles: list[Node]
    nodes: list[Node]
    _guess: Mapping[str, Any] | None = None

    def claimed_urls(self) -> list[str]:
        """Return the addresses that the page calls its own."""
        return [*self.tree.xpath("//link[@rel='canonical']/@href"), *self.meta("og:url")]

    def meta(self, *names: str) -> list[str]:
        """Return the contents of the page's meta elements of these names, in the order of *names*."""
        found: list[str] = []
        for name in names:
            path = "//meta[@property=$name or @name=$name or @itemprop=$name]/@content"
            found += [text for value in self.tree.xpath(path, name=name) if (text := text_of(str(value)))]
        return found

    def ld(self, *keys: str) -> Iterator[Any]:
        """Yield what the articles of the structured data have under *keys*."""
        yield from (node[key] for key in keys for node in self.articles if node.get(key))

    def guess(self) -> Mapping[str, Any]:
        """Return trafilatura's guesses, asked for once and only where something is missing."""
        if self._guess is None:
            self._guess = find_metadata(self.tree, self.url)
        return self._guess


Ways = Iterator[tuple[str, Any]]


def _headline(page: PageView) -> Ways:
    yield "json-ld", first(text_of, page.ld("headline", "name"))
    yield "opengraph", first(text_of, page.meta("og:title", "twitter:title"))
    yield "markup", first(text_of, (h1.text_content() for h1 in page.tree.iter("h1")))
    yield "markup", text_of(page.tree.findtext(".//title"))


def _published(page: PageView) -> Ways:
    yield "json-ld", first(_time, page.ld("datePublished", "dateCreated"))
    yield (
        "opengraph",
        first(_time, page.meta("article:published_time", "og:published_time", "og:article:published_time")),
    )
    yield "meta", first(_time, page.meta(*DATE_METAS))
    yield "json-ld", first(_time, (node.get("datePublished") for node in page.nodes))
    yield "markup", first(_time, page.tree.xpath("//*[@itemprop='datePublished']/@datetime"))
    yield "markup", first(_time, page.tree.xpath("(//article//time | //main//time)[1]/@datetime"))
    yield "trafilatura", _time(page.guess().get("date"))


def _modified(page: PageView) -> Ways:
    yield "json-ld", first(_time, page.ld("dateModified"))
    yield "opengraph", first(_time, page.meta("article:modified_time", "og:updated_time"))


def _description(page: PageView) -> Ways:
    yield "json-ld", first(text_of, page.ld("description"))
    yield "opengraph", first(text_of, page.meta("og:description", "description", "twitter:description"))


def _authors(page: PageView) -> Ways:
    yield "json-ld", next((names for value in page.ld("author", "creator") if (names := author_names(value))), ())
    yield "meta", author_names(page.meta("author", "article:author", "parsely-author", "sailthru.author", "dc.creator"))
    yield "trafilatura", author_names(page.guess().get("author"))


def _section(page: PageView) -> Ways:
    yield "json-ld", first(text_of, page.ld("articleSection"))
    yield "opengraph", first(text_of, page.meta("article:section"))


def _topics(page: PageView) -> Ways:
    yield "json-ld", next((found for value in page.ld("keywords") if (found := texts_of(value))), ())
    yield "opengraph", texts_of(page.meta("article:tag"))
    yield "meta", next((found for value in page.meta("news_keywords", "keywords") if (found := texts_of(value))), ())


def _language(page: PageView) -> Ways:
    yield "json-ld", first(_tongue, page.ld("inLanguage"))
    yield "markup", first(_tongue, page.tree.xpath("/html/@lang"))
    yield "opengraph", first(_tongue, page.meta("og:locale"))


DATE_METAS = ("datePublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "date")
DATE_METAS += (
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "article.published",
    "cXenseParse:recs:publishtime",
)
FIELDS: Mapping[str, Callable[[PageView], Ways]] = {
    "headline": _headline,
    "published": _published,
    "modified": _modified,
    "description": _description,
    "authors": _authors,
    "section": _section,
    "topics": _topics,
    "language": _language,
}


def first(read: Callable[[Any], T | None], values: Iterable[Any]) -> T | None:
    """Return the first of *values* that *read* makes something of."""
    return next((found for value in values if (found := read(value))), None)


def _time(value: Any) -> datetime | None:
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else text_of(value)
    return read_time(text) if text else None


def _tongue(value: Any) -> str | None:
    text = text_of(value.get("alternateName") or value if isinstance(value, Mapping) else value)
    code = text.replace("_", "-").split("-")[0].lower() if text else ""
    return code if len(code) in (2, 3) and code.isalpha() else None

"""Where each field of an article may stand in a page, the surest place first. What is done with it is extract's.

Structured data (JSON-LD), then the page's meta elements, then its markup, then trafilatura's guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from stockpress_spiders.body import find_metadata
from stockpress_spiders.names import author_names, of_persons
from stockpress_spiders.structured_data import Node, text_of, texts_of
from stockpress_spiders.times import read_local_time

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

    def headings(self) -> list[str]:
        """Return the page's headings of the first rank."""
        return [text for h1 in self.tree.iter("h1") if (text := text_of(h1.text_content()))]

    def titles(self) -> list[str]:
        """Return the page's title and its first heading, where it has them."""
        return [text for value in (self.tree.findtext(".//title"), self.headings()[:1]) if (text := text_of(value))]

    def bylines(self) -> list[str]:
        """Return the texts of the elements that say that they are an author's."""
        return [element.text_content() for element in self.tree.xpath(BYLINES)[:MOST_BYLINES]]

    def publisher(self) -> list[str]:
        """Return the names that the publisher goes by: those that the page gives, and its host's."""
        stated = [text for value in self.ld("publisher") if (text := text_of(value))]
        host = re.sub(r"^www\.", "", urlsplit(self.url).hostname or "")
        return [*stated, *self.meta("og:site_name"), host, *host.split(".")[-2:-1]]

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
    yield "json-ld", _without_site(page, first(text_of, page.ld("headline", "name")))
    yield "opengraph", _without_site(page, first(text_of, page.meta("og:title", "twitter:title")))
    yield "markup", first(text_of, page.headings())
    yield "markup", text_of(page.tree.findtext(".//title"))


def _without_site(page: PageView, title: str | None) -> str | None:
    """Return a title without what is put behind it for search engines: the heading that it goes on from, if any."""
    for heading in page.headings():
        if title and title.startswith(heading) and BEHIND_A_TITLE.match(title, len(heading)):
            return heading
    return title


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
    stated = next((names for value in page.ld("author", "creator") if (names := author_names(value))), ())
    named = next((names for meta in AUTHOR_METAS if (names := author_names(page.meta(meta)))), ())
    publisher = page.publisher()
    yield "json-ld", of_persons(stated, publisher)
    yield "meta", of_persons(named, publisher)
    yield "markup", of_persons(author_names(page.bylines()), publisher)
    if not stated and not named:
        yield "trafilatura", author_names(page.guess().get("author"))
    yield "json-ld", stated
    yield "meta", named


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


AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator")
BYLINES = (
    "//*[@rel='author' or @itemprop='author' or contains(@class, 'author-name') or contains(@class, 'author__name')]"
)
MOST_BYLINES = 8
BEHIND_A_TITLE = re.compile(r"\s*[-–—|·•ㅣ]")
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
    return read_local_time(text) if text else None


def _tongue(value: Any) -> str | None:
    text = text_of(value.get("alternateName") or value if isinstance(value, Mapping) else value)
    code = text.replace("_", "-").split("-")[0].lower() if text else ""
    return code if len(code) in (2, 3) and code.isalpha() else None

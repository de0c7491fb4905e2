"""What a source has printed last, from its news sitemap. Plain urllib: the nightly sensor asks before any crawl."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.parse import urljoin

from stockpress.article import InvalidRecord
from stockpress.settings import Settings
from stockpress_spiders.addresses import clean_url
from stockpress_spiders.sitemaps import SitemapEntry, SitemapUnreadable, read_sitemap
from stockpress_spiders.source import Source
from stockpress_spiders.times import read_time

TIMEOUT = 20.0
MAX_BYTES = 10 * 1024 * 1024
OLDEST = datetime.min.replace(tzinfo=UTC)


class NewsUnavailable(ConnectionError):
    """The news sitemap of a source cannot be had or read; says where and what was found."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One story of a news sitemap; ``url`` is the address under which the crawl would ask for it."""

    url: str
    published: datetime | None = None
    title: str | None = None


def latest_news(source: Source, settings: Settings) -> list[NewsItem]:
    """Return the stories of the source's news sitemap, newest first, those without a time last.

    Raises NewsUnavailable where there is none, or it does not answer, or cannot be read.
    """
    if source.news_sitemap is None:
        raise NewsUnavailable(f"source {source.name} names no news sitemap")
    address = urljoin(settings.home_of(source.name, source.home) + "/", source.news_sitemap)
    try:
        sitemap = read_sitemap(_fetch(address, settings.user_agent))
    except SitemapUnreadable as error:
        raise NewsUnavailable(f"{address}: {error}") from error
    items = [item for entry in sitemap.entries if (item := _item(source, address, entry)) is not None]
    return sorted(items, key=lambda item: item.published or OLDEST, reverse=True)


def _item(source: Source, address: str, entry: SitemapEntry) -> NewsItem | None:
    try:
        url = clean_url(urljoin(address, entry.loc))
    except InvalidRecord:
        return None
    if not source.is_article(url):
        return None
    return NewsItem(url, read_time(entry.published or ""), entry.title)


def _fetch(address: str, user_agent: str) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": user_agent})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            body = answer.read(MAX_BYTES + 1)
            missing = answer.length  # read() with a limit does not complain of an answer that was cut off
    except (OSError, HTTPException, ValueError) as error:
        raise NewsUnavailable(f"{address}: expected the news sitemap, found: {error}") from error
    if len(body) > MAX_BYTES:
        raise NewsUnavailable(f"{address}: expected a news sitemap of at most {MAX_BYTES} bytes, found more")
    if missing:
        raise NewsUnavailable(f"{address}: expected the news sitemap, found it cut off")
    return body

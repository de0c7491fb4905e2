"""What a source has printed last, from its news sitemap or feed. The nightly sensor asks before any crawl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from stockpress.article import InvalidRecord
from stockpress.settings import Settings
from stockpress_spiders.addresses import clean_url, same_site
from stockpress_spiders.feeds import read_feed
from stockpress_spiders.plain_fetch import Unfetched, fetch
from stockpress_spiders.sitemaps import Sitemap, SitemapEntry, SitemapUnreadable, read_sitemap
from stockpress_spiders.source import Source
from stockpress_spiders.times import read_time

MAX_BYTES = 10 * 1024 * 1024
MOST_CHILDREN = 10  # of an index of news sitemaps, the first
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
    """Return the stories of the source's news sitemap or feed, newest first, those without a time last.

    Raises NewsUnavailable where there is none, or it does not answer, or cannot be read.
    """
    if source.news_sitemap is None:
        raise NewsUnavailable(f"source {source.name} names no news sitemap")
    home = settings.home_of(source.name, source.home)
    address = urljoin(f"{home}/", source.news_sitemap)
    sitemap = _read(address, home, settings)
    entries = list(sitemap.entries)
    if sitemap.is_index:
        children = [child for entry in entries if same_site(child := urljoin(address, entry.loc), address)]
        entries = [entry for child in children[:MOST_CHILDREN] for entry in _read(child, home, settings).entries]
    items = {item.url: item for entry in entries if (item := _item(source, address, entry)) is not None}
    return sorted(items.values(), key=lambda item: item.published or OLDEST, reverse=True)


def _read(address: str, home: str, settings: Settings) -> Sitemap:
    """Read a news sitemap, or a feed in its place."""
    try:
        body = fetch(address, settings.user_agent, MAX_BYTES, home).body
    except Unfetched as error:
        raise NewsUnavailable(str(error)) from error
    try:
        return read_sitemap(body)
    except SitemapUnreadable as error:
        feed = read_feed(body)
        if feed is None:
            raise NewsUnavailable(f"{address}: {error}") from error
        return Sitemap(False, tuple(feed))


def _item(source: Source, address: str, entry: SitemapEntry) -> NewsItem | None:
    try:
        url = clean_url(urljoin(address, entry.loc))
    except InvalidRecord:
        return None
    if not source.is_article(url):
        return None
    return NewsItem(url, read_time(entry.published or ""), entry.title)

"""What the parts of one crawl share: what is crawled, into which store, what it came to, and why it stopped."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stockpress.page import ARTICLE, Page
from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders import reasons
from stockpress_spiders.counts import Counts
from stockpress_spiders.source import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from stockpress_spiders.reporters import Reporter


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A page to ask for: its address, the archive's word for its last change, what is remembered of it."""

    url: str
    lastmod: str | None
    remembered: Page | None

    @property
    def is_known(self) -> bool:
        """Whether nothing has moved since the page was settled, so that it need not be asked for."""
        return self.remembered is not None and self.lastmod is not None and self.remembered.lastmod == self.lastmod

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that make the answer 304 where the page still is what an article was read from."""
        page = self.remembered
        if page is None or page.outcome not in (ARTICLE, reasons.DUPLICATE):
            return {}
        headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(slots=True)
class CrawlState:
    """One crawl of one source and year; with ``archive_again`` remembered day pages of its archive are read too."""

    settings: Settings
    source: Source
    year: int
    store: Store
    reporter: Reporter
    counts: Counts = field(default_factory=Counts)
    archive_again: bool = False
    error: BaseException | None = None
    _addresses: frozenset[str] = frozenset()
    _read_from: dict[str, str] = field(default_factory=dict)
    _closing: asyncio.Task[None] | None = None

    @property
    def home(self) -> str:
        """The address that the source is crawled at."""
        return self.settings.home_of(self.source.name, self.source.home)

    def remember(self, archive: dict[str, str | None]) -> list[ToAsk]:
        """Compare the archive with what is remembered, count what is known, and return the rest."""
        pages = self.store.pages(self.source.name, self.year)
        found = [ToAsk(url, lastmod, pages.get(url)) for url, lastmod in archive.items()]
        todo = [page for page in found if not page.is_known]
        self._addresses = frozenset(archive)
        self._read_from = {
            page.article_url: page.url
            for page in pages.values()
            if page.article_url and page.outcome == ARTICLE and page.url in archive
        }
        self.counts.found = len(found)
        self.counts.known = len(found) - len(todo)
        return todo

    def is_duplicate(self, article_url: str, page_url: str) -> bool:
        """Say whether the article of a page is that of another page of the archive.

        The page at the article's own address has it; where the archive lacks that, the page it was first read from.
        """
        if article_url == page_url:
            return False
        if article_url in self._addresses:
            return True
        return self._read_from.setdefault(article_url, page_url) != page_url

    def stop(self, crawler: Crawler, error: BaseException) -> None:
        """End the crawl because of *error*, the first of which is kept; pages under way still come to their end."""
        if self.error is None:
            self.error = error
            self._closing = asyncio.ensure_future(crawler.engine.close_spider_async(reason="stopped"))

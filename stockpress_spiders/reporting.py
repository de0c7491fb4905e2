"""A Scrapy extension that tells the crawl's reporter how far it is, every two seconds at most."""

from __future__ import annotations

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from stockpress_spiders.crawl_state import CrawlState
from stockpress_spiders.stops import CrawlStopped

SECONDS = 2.0


class ProgressReport:
    """Reports progress while the spider is open; ends a crawl that nobody waits for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._told = (0, 0)
        self._loop = create_looping_call(self._tell)
        crawler.signals.connect(self._open, signal=signals.spider_opened)
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProgressReport:
        """Return the extension of *crawler*."""
        return cls(crawler)

    @property
    def _state(self) -> CrawlState:
        return self._crawler.spider.state  # type: ignore[union-attr]

    def _open(self) -> None:
        self._loop.start(SECONDS, now=False)

    def _close(self) -> None:
        if self._loop.running:
            self._loop.stop()

    def _tell(self) -> None:
        if self._state.reporter.is_gone():
            self._state.stop(self._crawler, CrawlStopped("the run that started the crawl has ended"))
        counts = self._state.counts
        now = (counts.found, counts.reached)
        if now != self._told:
            self._told = now
            self._state.reporter.progress(self._state.source.name, self._state.year, counts)

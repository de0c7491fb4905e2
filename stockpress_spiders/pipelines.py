"""Saves what became of each page, the article first and the page after it, and counts it.

A crawl killed between the two asks for the page again and finds the article unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.utils.asyncio import run_in_thread

from stockpress.article import Article
from stockpress.page import ARTICLE, Page
from stockpress_spiders import reasons
from stockpress_spiders.counts import Ending
from stockpress_spiders.crawl_state import CrawlState, ToAsk


@dataclass(frozen=True, slots=True)
class PageEnd:
    """What became of a page: ``outcome`` is ``article`` or the reason why it gave none.

    An ``article`` outcome without an article says that the page has not changed since its article was saved.
    """

    asked: ToAsk
    outcome: str
    article: Article | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False


class SavePipeline:
    """The one item pipeline: PageEnd in, saved and counted."""

    def __init__(self, crawler: Crawler, state: CrawlState) -> None:
        self._crawler = crawler
        self._state = state

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SavePipeline:
        """Return the pipeline of a crawler's spider."""
        state: CrawlState = crawler.spider.state  # type: ignore[union-attr]
        return cls(crawler, state)

    async def process_item(self, end: PageEnd) -> PageEnd:
        """Save and count a page; where the store fails the crawl ends, since nothing more can be kept."""
        end = self._told_from_duplicates(end)
        try:
            ending = await run_in_thread(self._save, end)
        except Exception as error:  # carried out of the reactor, where crawl() raises it
            self._state.stop(self._crawler, error)
            return end
        self._state.counts.not_modified += end.not_modified
        if ending is None:
            self._state.counts.failed[end.outcome] += 1
        else:
            self._state.counts.ended(ending)
        return end

    def _told_from_duplicates(self, end: PageEnd) -> PageEnd:
        if end.article is None or not self._state.is_duplicate(end.article.url, end.asked.url):
            return end
        return replace(end, outcome=reasons.DUPLICATE)

    def _save(self, end: PageEnd) -> Ending | None:
        """Save, and return how the page ended; None for one that failed."""
        ending: Ending | None = None
        if end.outcome == reasons.DUPLICATE:
            ending = "duplicates"
        elif end.outcome == ARTICLE:
            ending = self._state.store.save_article(end.article) if end.article else "unchanged"
        elif end.outcome in map(reasons.for_status, reasons.GONE) and self._withdrawn(end.asked):
            ending = "withdrawn"
            end = replace(end, outcome=reasons.WITHDRAWN)
        if end.outcome == ARTICLE or end.outcome in reasons.SETTLED:
            self._state.store.save_page(self._page(end))
        return ending

    def _withdrawn(self, asked: ToAsk) -> bool:
        """Mark the article that the page once gave; say whether it gave one."""
        page = asked.remembered
        if page is None:
            return self._state.store.withdraw_article(asked.url, datetime.now(UTC))
        if page.article_url is None or page.outcome == reasons.DUPLICATE:
            return False
        self._state.store.withdraw_article(page.article_url, datetime.now(UTC))
        return True

    def _page(self, end: PageEnd) -> Page:
        earlier = end.asked.remembered.article_url if end.asked.remembered else None
        return Page(
            url=end.asked.url,
            source=self._state.source.name,
            year=self._state.year,
            outcome=end.outcome,
            lastmod=end.asked.lastmod,
            etag=end.etag,
            last_modified=end.last_modified,
            article_url=end.article.url if end.article else earlier,
        )

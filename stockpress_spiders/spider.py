"""The one spider: reads a source's archive of a year, asks for what is new or moved, hands on how each page ended.

Reading pages is work for the processor and runs in threads. Saving and counting are the pipeline's.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import run_in_thread
from twisted.python.failure import Failure

from stockpress.page import ARTICLE
from stockpress.session import Session
from stockpress.settings import Settings
from stockpress.store import open_store
from stockpress_spiders import reasons
from stockpress_spiders.access import Access, is_sign_in_page
from stockpress_spiders.archive import pages_of_year
from stockpress_spiders.archive_parts import UnreadParts
from stockpress_spiders.crawl_state import CrawlState, ToAsk
from stockpress_spiders.day_page_memory import StoredDayPages
from stockpress_spiders.extract import Reading
from stockpress_spiders.failures import reason_for
from stockpress_spiders.page_reader import Read, read_response
from stockpress_spiders.pipelines import PageEnd
from stockpress_spiders.politeness import STOPPED
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.reporters import LineReporter
from stockpress_spiders.session_keeper import SessionKeeper
from stockpress_spiders.sitemaps import MAX_BYTES as LARGEST_SITEMAP
from stockpress_spiders.source import Source
from stockpress_spiders.sources import load_sources
from stockpress_spiders.stops import CrawlStopped, PartUnreadable
from stockpress_spiders.warc import WarcKeeper

logger = logging.getLogger(__name__)

MOST_NAMED = 20  # unreadable parts of an archive that the log names


class ArticlesSpider(scrapy.Spider):
    """Crawls one source and year: ``scrapy crawl articles -a source=sample_press -a year=2025``."""

    name = "articles"
    state: CrawlState
    sessions: SessionKeeper | None = None
    warc: WarcKeeper | None = None

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        *args: Any,
        state: CrawlState | None = None,
        source: str = "",
        year: str = "",
        **kwargs: Any,
    ) -> ArticlesSpider:
        """Return the spider of *state*; alone, of *source* and *year* with the settings of the environment."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.state = state or _state_of_its_own(crawler, source, year)
        crawler.settings.setdict(_settings_for(spider.state.source, spider.state.settings), priority="spider")
        if (where := spider.state.settings.warc) is not None:
            spider.warc = WarcKeeper(where, spider.state.source.name, spider.state.year)
            crawler.signals.connect(spider.close_warc, signal=signals.spider_closed)
        crawler.signals.connect(spider.count_error, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests for the pages to ask for, as fast as they are sent and no faster."""
        try:
            todo = await self._read_archive()
        except Exception as error:  # carried out of the reactor, where crawl() raises it
            self.state.stop(self.crawler, error)
            return
        for asked in todo:
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            yield self._request(asked)

    async def _read_archive(self) -> list[ToAsk]:
        """Return the pages to ask for, signed in where the source wants it and there is anything to ask."""
        state = self.state
        memory = StoredDayPages(state.store, state.source.name, state.year, state.archive_again)
        archive = await pages_of_year(state.source, state.home, state.year, self._fetch_archive, memory)
        self._tell_unread(archive.unread)
        todo = await run_in_thread(state.remember, archive.pages)
        if todo and state.source.sign_in is not None:
            self.sessions = SessionKeeper(state.source, state.settings, state.store, self._tell_renewed)
            await self.sessions.open()
        return todo

    async def _fetch_archive(self, address: str) -> bytes | None:
        request = Request(address, meta={"download_maxsize": LARGEST_SITEMAP}, priority=10)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            if self.state.error is not None:
                raise self.state.error from error
            message = (
                f"expected the archive of {self.state.source.name}, found: {reason_for(error)}; see whether the site"
                " answers in a browser, and run the same command again"
            )
            raise PartUnreadable(address, reason_for(error), message) from error
        if response.status in reasons.GONE:
            return None
        if response.status != 200:
            message = (
                f"expected the archive of {self.state.source.name}, found HTTP status {response.status}; run the same"
                " command again later"
            )
            raise PartUnreadable(address, reasons.for_status(response.status), message)
        return response.body

    def _tell_unread(self, unread: UnreadParts) -> None:
        """Count the parts of the archive that could not be read, and name them."""
        self.state.counts.unread = dict(unread.reasons)
        for address, reason in list(unread.reasons.items())[:MOST_NAMED]:
            self.state.reporter.warn(
                f"{self.state.source.name} {self.state.year} is not complete: {address} cannot be read ({reason})"
            )

    def _tell_renewed(self, session: Session) -> None:
        self.state.counts.session_renewed = 1
        self.state.reporter.session_renewed(session.source, session.expires)

    def _request(self, asked: ToAsk) -> Request:
        generation = self.sessions.generation if self.sessions else 0
        cookies = self.sessions.headers(asked.url) if self.sessions else {}
        return Request(
            asked.url,
            callback=self.parse,
            errback=self.fail,
            headers={**asked.conditions, **cookies},
            cb_kwargs={"asked": asked, "generation": generation},
            dont_filter=True,
        )

    async def parse(self, response: Response, asked: ToAsk, generation: int) -> PageEnd | Request | None:
        """Say what became of a page, or ask for it again with a new session."""
        if response.status == 304 and asked.remembered is not None:
            return _unchanged(asked)
        try:
            read = await run_in_thread(self._read, response, asked)
        except PageRefused as refused:
            return PageEnd(asked, refused.reason)
        except OSError as error:
            self.state.stop(self.crawler, _not_kept(error))
            return None
        if read.access is Access.SIGNED_OUT:
            return await self._with_new_session(asked, generation)
        etag, last_modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
        return self._end(read.reading, asked, _header(etag), _header(last_modified))

    def _read(self, response: Response, asked: ToAsk) -> Read:
        """Read an answer, and keep it where pages are kept and it is not a stranger's view of the page."""
        try:
            read = read_response(response, self.state.source, self.state.home)
        except PageRefused:
            self._keep(response, asked)
            raise
        if read.access is not Access.SIGNED_OUT:
            self._keep(response, asked)
        return read

    def _keep(self, response: Response, asked: ToAsk) -> None:
        if self.warc is not None and response.status == 200:
            self.warc.keep(asked.url, response)

    async def close_warc(self) -> None:
        """Write the last pages where they are kept."""
        assert self.warc is not None
        try:
            await run_in_thread(self.warc.close)
        except OSError as error:
            self.state.error = self.state.error or _not_kept(error)

    async def fail(self, failure: Failure) -> PageEnd | Request | None:
        """Say why there is no answer for a page; nothing of one that was not sent because the crawl is ending."""
        request: Request = failure.request  # type: ignore[attr-defined]
        asked: ToAsk = request.cb_kwargs["asked"]
        if STOPPED in str(failure.value):
            return None
        if is_sign_in_page(self.state.source, self.state.home, request.url):
            return await self._with_new_session(asked, request.cb_kwargs["generation"])
        return PageEnd(asked, reason_for(failure.value or Exception()))

    def count_error(self, failure: Failure, response: Response | None, spider: scrapy.Spider) -> None:
        """Count a page that our own code broke on; Scrapy has logged where."""
        self.state.counts.failed[reasons.SPIDER_ERROR] += 1

    def _end(self, reading: Reading, asked: ToAsk, etag: str | None, last_modified: str | None) -> PageEnd:
        try:
            article = reading.article(self.state.source.name, datetime.now(UTC))
        except PageRefused as refused:
            return PageEnd(asked, refused.reason, None, etag, last_modified)
        if article.year != self.state.year:
            return PageEnd(asked, reasons.IN_ANOTHER_YEAR, None, etag, last_modified)
        return PageEnd(asked, ARTICLE, article, etag, last_modified)

    async def _with_new_session(self, asked: ToAsk, generation: int) -> Request | PageEnd | None:
        if self.sessions is None:
            return PageEnd(asked, reasons.PAYWALLED)
        if self.state.error is not None:
            return None
        try:
            await self.sessions.renew(generation)
        except Exception as error:  # carried out of the reactor, where crawl() raises it
            self.state.stop(self.crawler, error)
            return None
        return self._request(asked)


def _not_kept(error: OSError) -> CrawlStopped:
    return CrawlStopped(f"pages could not be kept as STOCKPRESS_WARC wants: {error}")


def _header(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None


def _unchanged(asked: ToAsk) -> PageEnd:
    page = asked.remembered
    assert page is not None
    return PageEnd(asked, page.outcome, None, page.etag, page.last_modified, not_modified=True)


def _settings_for(source: Source, settings: Settings) -> dict[str, Any]:
    return {
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": source.ignores_robots is None,
        "DOWNLOAD_TIMEOUT": source.timeout,
        "DOWNLOAD_DELAY": source.delay,
        "CONCURRENT_REQUESTS": source.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": source.concurrency,
    }


def _state_of_its_own(crawler: Crawler, name: str, year: str) -> CrawlState:
    settings = Settings.from_environment()
    sources = load_sources(settings.sources)
    if name not in sources or not year.isdigit():
        raise CrawlStopped(f"expected -a source=SOURCE -a year=YEAR, SOURCE one of {', '.join(sources)}")
    closing = ExitStack()
    state = CrawlState(settings, sources[name], int(year), closing.enter_context(open_store(settings)), LineReporter())

    def end() -> None:
        closing.close()
        if state.error is not None:
            logger.error("%s %s: %s", name, year, state.error)

    crawler.signals.connect(end, signal=signals.engine_stopped, weak=False)
    return state

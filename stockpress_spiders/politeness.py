"""Waits as long as a site asks. Scrapy's retry asks again at once: it does not know Retry-After (scrapy issue 3849)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.asyncio import sleep

from stockpress_spiders.stops import CrawlStopped

if TYPE_CHECKING:
    from stockpress_spiders.spider import ArticlesSpider

ASK_TO_WAIT = (429, 503)
LONGEST_WAIT = 900.0
STOPPED = "the crawl is being stopped"


class PoliteRetryMiddleware(RetryMiddleware):
    """RetryMiddleware; after a 429 or 503 nothing is sent until the time that the site named has come.

    Where it names none, a second, then two, then four. A site that wants more than LONGEST_WAIT ends the crawl.
    """

    _resume_at = 0.0

    async def process_request(self, request: Request) -> None:
        """Hold *request* back while the site is to be left alone."""
        while (left := self._resume_at - time.monotonic()) > 0:
            if self._spider.state.error is not None or not self.crawler.engine.running:
                raise IgnoreRequest(STOPPED)
            await sleep(min(left, 0.5))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Note how long the site wants to be left alone, then retry as Scrapy does."""
        if response.status in ASK_TO_WAIT:
            wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            if wait is None:
                wait = 2.0 ** request.meta.get("retry_times", 0)
            if wait > LONGEST_WAIT:
                self._stop(wait)
                raise IgnoreRequest(STOPPED)
            self._resume_at = max(self._resume_at, time.monotonic() + wait)
        return super().process_response(request, response)

    @property
    def _spider(self) -> ArticlesSpider:
        return self.crawler.spider  # type: ignore[return-value]

    def _stop(self, wait: float) -> None:
        state = self._spider.state
        message = (
            f"{state.source.name} asks to be left alone for {wait / 60:.0f} minutes; run the same command after that"
        )
        state.stop(self.crawler, CrawlStopped(message))


def retry_after(header: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header names, as a number or as a date; None where it names none."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds())

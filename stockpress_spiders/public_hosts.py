"""Keeps a crawl out of the network that it runs in: hosts there are asked for only where one is the source's own home.

A host is resolved before it is asked for, and Scrapy's resolver caches what it found for the rest of the crawl, so that
the answer cannot change in between.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from stockpress_spiders.network import host_of, is_private, is_private_address

PRIVATE = "the host is in a private network"


class PublicHostsMiddleware:
    """Refuses requests for hosts of private networks, whatever led to them: a redirect, a sitemap, a name."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._public: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PublicHostsMiddleware:
        """Return the middleware of *crawler*."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse *request* where its host is private by its name or its address."""
        home: str = self._crawler.spider.state.home  # type: ignore[union-attr]
        host = host_of(request.url)
        if host == host_of(home) or host in self._public:
            return
        if is_private(request.url, home) or is_private_address(await self._address(host)):
            raise IgnoreRequest(PRIVATE)
        self._public.add(host)

    async def _address(self, host: str) -> str:
        """Return the address of *host*; empty where it has none, which the download will say."""
        from twisted.internet import reactor  # only now: it is chosen by the crawl

        try:
            return await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[attr-defined]
        except (DNSLookupError, OSError):
            return ""

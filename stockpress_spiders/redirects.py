"""Keeps a crawl on its source's site: a redirect to another one is not followed."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from stockpress_spiders.addresses import same_site

ELSEWHERE = "redirected to another site"


class StayOnSiteMiddleware:
    """Refuses requests that a redirect made for another site."""

    def process_request(self, request: Request) -> None:
        """Refuse *request* where it comes from a redirect off the site that was asked."""
        asked = request.meta.get("redirect_urls")
        if asked and not same_site(asked[0], request.url):
            raise IgnoreRequest(ELSEWHERE)

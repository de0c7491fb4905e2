"""Why a page gave no article: the names under which failed pages are counted, and which of them are settled.

A settled page is remembered and not asked for again until the archive says that it moved; others are tried next time.
"""

from __future__ import annotations

NO_HEADLINE = "no_headline"
NO_BODY = "no_body"
NO_PUBLISHED_TIME = "no_published_time"
INVALID_RECORD = "invalid_record"
IN_ANOTHER_YEAR = "published_in_another_year"
PAYWALLED = "paywalled"
NOT_HTML = "not_html"
TOO_LARGE = "too_large"
REFUSED_BY_ROBOTS = "refused_by_robots"
TOO_MANY_REDIRECTS = "too_many_redirects"
REDIRECTED_ELSEWHERE = "redirected_elsewhere"
PRIVATE_ADDRESS = "private_address"
TOO_DEEP = "too_deep"
TOO_NESTED = "too_nested"
TIMEOUT = "timeout"
CONNECTION_LOST = "connection_lost"
CONNECTION_REFUSED = "connection_refused"
HOST_UNKNOWN = "host_unknown"
SPIDER_ERROR = "spider_error"

# why a part of an archive was not read, beside those above
NO_SITEMAP = "no_sitemap"
CUT_OFF = "cut_off"
TOO_MANY_SITEMAPS = "too_many_sitemaps"
TOO_MANY_INDEXES = "too_many_indexes"
TOO_MANY_PAGES = "too_many_pages"

DUPLICATE = "duplicate"
WITHDRAWN = "withdrawn"

GONE = (404, 410)
SETTLED = {NO_HEADLINE, NO_BODY, NO_PUBLISHED_TIME, INVALID_RECORD, IN_ANOTHER_YEAR, NOT_HTML, TOO_LARGE}
SETTLED |= {TOO_DEEP, TOO_NESTED, DUPLICATE, WITHDRAWN, "http_404", "http_410"}


class PageRefused(Exception):
    """A page gives no article; ``reason`` is one of the names above or ``http_<status>``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def for_status(status: int) -> str:
    """Return the reason for a page that was answered with *status*."""
    return f"http_{status}"

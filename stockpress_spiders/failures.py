"""Names why the network gave no page: Scrapy's errors in, the names of reasons.py out."""

from __future__ import annotations

from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from twisted.internet import error as network

from stockpress_spiders import reasons
from stockpress_spiders.public_hosts import PRIVATE
from stockpress_spiders.redirects import ELSEWHERE

# In this order: the first that fits names the failure.
NAMES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.DownloadTimeoutError, reasons.TIMEOUT),
    (network.TimeoutError, reasons.TIMEOUT),
    (exceptions.DownloadCancelledError, reasons.TOO_LARGE),  # Scrapy cancels a download for its size alone
    (exceptions.DownloadConnectionRefusedError, reasons.CONNECTION_REFUSED),
    (exceptions.CannotResolveHostError, reasons.HOST_UNKNOWN),
    (exceptions.ResponseDataLossError, reasons.CONNECTION_LOST),
    (exceptions.DownloadFailedError, reasons.CONNECTION_LOST),
    (exceptions.UnsupportedURLSchemeError, reasons.NOT_HTML),
    (network.ConnectError, reasons.CONNECTION_REFUSED),
    (network.ConnectionClosed, reasons.CONNECTION_LOST),
)
# What Scrapy's middlewares ignore a request for; they say it in words only.
IGNORED: tuple[tuple[str, str], ...] = (
    ("Forbidden by robots.txt", reasons.REFUSED_BY_ROBOTS),
    ("max redirections reached", reasons.TOO_MANY_REDIRECTS),
    (ELSEWHERE, reasons.REDIRECTED_ELSEWHERE),
    (PRIVATE, reasons.PRIVATE_ADDRESS),
    ("exceeded DOWNLOAD_MAXSIZE", reasons.TOO_LARGE),
)


def reason_for(error: BaseException) -> str:
    """Return the reason for *error*; its class in small letters where it has no name of its own."""
    if isinstance(error, IgnoreRequest):
        named = (reason for words, reason in IGNORED if words in str(error))
    else:
        named = (reason for kind, reason in NAMES if isinstance(error, kind))
    return next(named, type(error).__name__.lower())

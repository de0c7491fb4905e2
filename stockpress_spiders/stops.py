"""Why a crawl ends before its end. A page that gives no article ends nothing: its reasons are in reasons.py."""

from __future__ import annotations


class CrawlStopped(Exception):
    """A crawl ended early; what it saved is kept. The message is one line with what to do."""


class ArchiveUnreadable(CrawlStopped):
    """The archive of a source cannot be read, or does not have the year."""


class PartUnreadable(ArchiveUnreadable):
    """One file of an archive cannot be read; ends the crawl only where nothing else of the year can be.

    ``address`` is the file's, ``reason`` one of the names of reasons.py.
    """

    def __init__(self, address: str, reason: str, message: str) -> None:
        super().__init__(f"{address}: {message}")
        self.address = address
        self.reason = reason


class SessionLost(CrawlStopped):
    """A session that was just renewed is not accepted."""

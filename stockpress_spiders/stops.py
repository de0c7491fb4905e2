"""Why a crawl ends before its end. A page that gives no article ends nothing: its reasons are in reasons.py."""

from __future__ import annotations


class CrawlStopped(Exception):
    """A crawl ended early; what it saved is kept. The message is one line with what to do."""


class ArchiveUnreadable(CrawlStopped):
    """The archive of a source cannot be read, or does not have the year."""


class SessionLost(CrawlStopped):
    """A session that was just renewed is not accepted."""

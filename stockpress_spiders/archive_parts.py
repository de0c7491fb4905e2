"""Reads the sitemaps of an archive one by one. One that cannot be read is named and costs nothing but itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from stockpress_spiders import reasons
from stockpress_spiders.sitemaps import Sitemap, SitemapUnreadable, read_sitemap
from stockpress_spiders.stops import ArchiveUnreadable, PartUnreadable

DEEPEST_INDEX = 3
# A year of the largest publishers is some 400 sitemaps.
MOST_SITEMAPS = 2_000
# So many unreadable parts one after the other are a site that is down or keeps us out.
MOST_IN_A_ROW = 10

# Returns the body found at an address, None where there is nothing (404), and raises PartUnreadable otherwise.
Fetch = Callable[[str], Awaitable[bytes | None]]


@dataclass(slots=True)
class UnreadParts:
    """The parts of an archive that could not be read, by address, each with its reason."""

    reasons: dict[str, str] = field(default_factory=dict)
    first: PartUnreadable | None = None
    _in_a_row: int = 0

    def note(self, error: PartUnreadable) -> None:
        """Note a part; raise ArchiveUnreadable where too many in a row could not be read."""
        self.reasons[error.address] = error.reason
        self.first = self.first or error
        self._in_a_row += 1
        if self._in_a_row == MOST_IN_A_ROW:
            raise ArchiveUnreadable(f"{MOST_IN_A_ROW} parts of the archive in a row cannot be read, the last: {error}")

    def was_read(self) -> None:
        """Say that a part could be read."""
        self._in_a_row = 0

    def raise_first(self) -> None:
        """Raise why the first part could not be read, if any could not."""
        if self.first is not None:
            raise self.first


async def read_part(address: str, fetch: Fetch) -> Sitemap | None:
    """Return the sitemap at *address*, None where there is nothing; raise PartUnreadable."""
    body = await fetch(address)
    if body is None:
        return None
    try:
        return read_sitemap(body)
    except SitemapUnreadable as error:
        raise PartUnreadable(address, error.reason, str(error)) from error


async def sitemaps_behind(
    addresses: list[str], fetch: Fetch, unread: UnreadParts
) -> AsyncIterator[tuple[str, Sitemap]]:
    """Yield the lists of pages at *addresses* and behind the indexes among them, up to DEEPEST_INDEX deep.

    What cannot be read is noted in *unread*; of a list that ends too early, what was read of it is yielded.
    """
    waiting = [(address, DEEPEST_INDEX) for address in reversed(addresses)]
    seen: set[str] = set()
    while waiting:
        address, depth = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        try:
            sitemap = await _part(address, depth, len(seen), fetch)
        except PartUnreadable as error:
            unread.note(error)
            if error.reason == reasons.TOO_MANY_SITEMAPS:
                return
            continue
        if sitemap is None:
            continue
        unread.was_read()
        if not sitemap.whole:
            unread.note(PartUnreadable(address, reasons.CUT_OFF, "expected a whole sitemap, found one that breaks off"))
        if sitemap.is_index:
            waiting += [(urljoin(address, entry.loc), depth - 1) for entry in reversed(sitemap.entries)]
        else:
            yield address, sitemap


async def _part(address: str, depth: int, number: int, fetch: Fetch) -> Sitemap | None:
    if number > MOST_SITEMAPS:
        message = f"expected at most {MOST_SITEMAPS} sitemaps of a year, found more"
        raise PartUnreadable(address, reasons.TOO_MANY_SITEMAPS, message)
    sitemap = await read_part(address, fetch)
    if sitemap is not None and sitemap.is_index and depth == 0:
        message = f"expected at most {DEEPEST_INDEX} indexes one in another, found more"
        raise PartUnreadable(address, reasons.TOO_MANY_INDEXES, message)
    return sitemap

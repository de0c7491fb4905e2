"""Which pages a source's archive has of a year. Knows kinds of archive and years; who fetches is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

from stockpress_spiders import reasons
from stockpress_spiders.addresses import clean_url, same_site
from stockpress_spiders.archive_kinds import DayPages, NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.archive_parts import Fetch, UnreadParts, read_part, sitemaps_behind
from stockpress_spiders.day_pages import DayPageMemory, NoMemory, read_day_page
from stockpress_spiders.sitemaps import SitemapEntry
from stockpress_spiders.source import Source
from stockpress_spiders.stops import ArchiveUnreadable, PartUnreadable
from stockpress_spiders.times import read_time

# A year of the largest publishers is some 300,000 pages.
MOST_PAGES = 1_000_000


@dataclass(slots=True)
class YearOfPages:
    """The pages of a year: their addresses, cleaned, each with the archive's text for its last change.

    Where ``unread`` names parts of the archive, these are not all.
    """

    pages: dict[str, str | None] = field(default_factory=dict)
    unread: UnreadParts = field(default_factory=UnreadParts)

    def is_full(self, address: str) -> bool:
        """Say whether there are more pages than a year has; *address*, where they went over, is noted then."""
        if len(self.pages) <= MOST_PAGES:
            return False
        message = f"expected at most {MOST_PAGES} pages of a year, found more"
        self.unread.note(PartUnreadable(address, reasons.TOO_MANY_PAGES, message))
        return True


async def pages_of_year(
    source: Source, home: str, year: int, fetch: Fetch, memory: DayPageMemory | None = None
) -> YearOfPages:
    """Return the pages of *year*'s articles, and which parts of the archive could not be read.

    Raises ArchiveUnreadable where nothing of the archive can be read or it has nothing of a year that is past.
    """
    found = YearOfPages()
    match source.archive:
        case NoArchive(reason):
            await _still_news(source, home, year, fetch, reason, found)
        case DayPages() as archive:
            await _listed(source, archive, home, year, fetch, memory or NoMemory(), found)
        case SitemapIndex() as archive:
            addresses = await _children(source, archive, home, year, fetch)
            await _in_sitemaps(source, addresses, home, year, fetch, found)
        case Sitemaps() as archive:
            now = datetime.now(UTC)
            paths = archive.of_year(year, now.month if year == now.year else 12)
            addresses = [urljoin(f"{home}/", path) for path in paths]
            await _in_sitemaps(source, addresses, home, year, fetch, found)
    return found


async def _in_sitemaps(
    source: Source, addresses: list[str], home: str, year: int, fetch: Fetch, found: YearOfPages
) -> None:
    there = False
    async for address, sitemap in sitemaps_behind(addresses, fetch, found.unread):
        there = True
        found.pages.update(_articles(source, home, address, sitemap.entries))
        if found.is_full(address):
            break
    if not there:
        found.unread.raise_first()
    if not there and _is_past(year):
        raise ArchiveUnreadable(
            f"{home}: expected sitemaps of {year} ({', '.join(addresses[:2])} ...), found none; the archive of"
            f" {source.name} does not reach back to {year}, or its form has changed"
        )


async def _children(source: Source, archive: SitemapIndex, home: str, year: int, fetch: Fetch) -> list[str]:
    address = urljoin(f"{home}/", archive.path)
    index = await read_part(address, fetch)
    if index is None:
        raise ArchiveUnreadable(f"{address}: expected the index of {source.name}'s archive, found nothing (404)")
    if not index.whole:
        raise ArchiveUnreadable(
            f"{address}: expected the whole index of {source.name}'s archive, found one that breaks off; run the same"
            " command again later"
        )
    wanted = archive.of_year(year)
    chosen = [urljoin(address, entry.loc) for entry in index.entries if wanted.search(entry.loc)]
    if not chosen and _is_past(year):
        raise ArchiveUnreadable(
            f"{address}: expected sitemaps of {year} (addresses like {wanted.pattern}), found none among"
            f" {len(index.entries)}; the archive does not reach back to {year}, or its form has changed"
        )
    return chosen


async def _listed(
    source: Source, archive: DayPages, home: str, year: int, fetch: Fetch, memory: DayPageMemory, found: YearOfPages
) -> None:
    """Add what the day pages of *year* link to; of a page listed twice, the newest day counts."""
    today = datetime.now(UTC).date()
    for path, day in archive.of_year(year, today):
        address = urljoin(f"{home}/", path)
        try:
            links = await read_day_page(address, archive.is_final(day, today), fetch, memory)
        except PartUnreadable as error:
            found.unread.note(error)
            continue
        found.unread.was_read()
        lastmod = archive.lastmod(day, today)
        for url in _articles(source, home, address, map(SitemapEntry, links)):
            found.pages.setdefault(url, lastmod)
        if found.is_full(address):
            break
    if not found.pages:
        found.unread.raise_first()
    if not found.pages and _is_past(year):
        raise ArchiveUnreadable(
            f"{home}: expected pages like {archive.path} that link to articles of {year}, found none; the archive of"
            f" {source.name} does not reach back to {year}, or its form has changed"
        )


async def _still_news(source: Source, home: str, year: int, fetch: Fetch, reason: str, found: YearOfPages) -> None:
    """Add what the news sitemap lists of *year*, which is something in this year and in the first days of the next.

    Raises ArchiveUnreadable with the *reason* for there being no archive where that is nothing.
    """
    if source.news_sitemap is not None:
        news = [urljoin(f"{home}/", source.news_sitemap)]
        async for address, sitemap in sitemaps_behind(news, fetch, found.unread):
            of_year = (entry for entry in sitemap.entries if _year(entry) == year)
            found.pages.update(_articles(source, home, address, of_year))
            if found.is_full(address):
                break
    if not found.pages:
        found.unread.raise_first()
        raise ArchiveUnreadable(f"{source.name} has no archive of {year}: {reason}")


def _year(entry: SitemapEntry) -> int:
    when = read_time(entry.published or "") or datetime.now(UTC)
    return when.year


def _articles(source: Source, home: str, address: str, entries: Iterable[SitemapEntry]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for entry in entries:
        try:
            url = clean_url(urljoin(address, entry.loc))
        except ValueError:
            continue  # an address that is no address is no page of the archive
        if source.is_article(url) and same_site(url, home):
            found[url] = entry.lastmod
    return found


def _is_past(year: int) -> bool:
    return year < datetime.now(UTC).year

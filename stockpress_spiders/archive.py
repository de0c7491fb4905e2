"""Which pages a source's archive has of a year. Knows kinds of archive and years; who fetches is handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urljoin

from stockpress_spiders.addresses import clean_url, same_site
from stockpress_spiders.archive_kinds import DayPages, NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.day_pages import links_of
from stockpress_spiders.sitemaps import Sitemap, SitemapEntry, SitemapUnreadable, read_sitemap
from stockpress_spiders.source import Source
from stockpress_spiders.stops import ArchiveUnreadable
from stockpress_spiders.times import read_time

DEEPEST_INDEX = 3
# A year of the largest publishers is some 400 sitemaps and 300,000 pages.
MOST_SITEMAPS = 2_000
MOST_PAGES = 1_000_000

# Returns the body found at an address, None where there is nothing (404), and raises ArchiveUnreadable otherwise.
Fetch = Callable[[str], Awaitable[bytes | None]]
Pages = dict[str, str | None]


async def pages_of_year(source: Source, home: str, year: int, fetch: Fetch) -> Pages:
    """Return the addresses of *year*'s articles, cleaned, each with the archive's text for its last change.

    Raises ArchiveUnreadable where the archive cannot be read or has nothing of a year that is past.
    """
    match source.archive:
        case NoArchive(reason):
            return await _still_news(source, home, year, fetch, reason)
        case DayPages() as archive:
            return await _listed(source, archive, home, year, fetch)
        case SitemapIndex() as archive:
            addresses = await _children(source, archive, home, year, fetch)
        case Sitemaps() as archive:
            now = datetime.now(UTC)
            paths = archive.of_year(year, now.month if year == now.year else 12)
            addresses = [urljoin(f"{home}/", path) for path in paths]
    return await _in_sitemaps(source, addresses, home, year, fetch)


async def _in_sitemaps(source: Source, addresses: list[str], home: str, year: int, fetch: Fetch) -> Pages:
    pages: Pages = {}
    there = False
    async for address, sitemap in _sitemaps(addresses, fetch):
        there = True
        pages.update(_articles(source, home, address, sitemap.entries))
        _require_bounded(source, pages)
    if not there and _is_past(year):
        raise ArchiveUnreadable(
            f"{home}: expected sitemaps of {year} ({', '.join(addresses[:2])} ...), found none; the archive of"
            f" {source.name} does not reach back to {year}, or its form has changed"
        )
    return pages


async def _children(source: Source, archive: SitemapIndex, home: str, year: int, fetch: Fetch) -> list[str]:
    address = urljoin(f"{home}/", archive.path)
    index = await _read(address, fetch)
    if index is None:
        raise ArchiveUnreadable(f"{address}: expected the index of {source.name}'s archive, found nothing (404)")
    wanted = archive.of_year(year)
    chosen = [urljoin(address, entry.loc) for entry in index.entries if wanted.search(entry.loc)]
    if not chosen and _is_past(year):
        raise ArchiveUnreadable(
            f"{address}: expected sitemaps of {year} (addresses like {wanted.pattern}), found none among"
            f" {len(index.entries)}; the archive does not reach back to {year}, or its form has changed"
        )
    return chosen


async def _listed(source: Source, archive: DayPages, home: str, year: int, fetch: Fetch) -> Pages:
    """Return what the day pages of *year* link to; of a page listed twice, the newest day counts."""
    pages: Pages = {}
    today = datetime.now(UTC).date()
    for path, day in archive.of_year(year, today):
        address = urljoin(f"{home}/", path)
        body = await fetch(address)
        entries = [SitemapEntry(link, archive.lastmod(day, today)) for link in links_of(body or b"", address)]
        pages = {**_articles(source, home, address, entries), **pages}
        _require_bounded(source, pages)
    if not pages and _is_past(year):
        raise ArchiveUnreadable(
            f"{home}: expected pages like {archive.path} that link to articles of {year}, found none; the archive of"
            f" {source.name} does not reach back to {year}, or its form has changed"
        )
    return pages


async def _still_news(source: Source, home: str, year: int, fetch: Fetch, reason: str) -> Pages:
    """Return what the news sitemap lists of *year*, which is something in this year and in the first days of the next.

    Raises ArchiveUnreadable with the *reason* for there being no archive where that is nothing.
    """
    pages: Pages = {}
    if source.news_sitemap is not None:
        async for address, sitemap in _sitemaps([urljoin(f"{home}/", source.news_sitemap)], fetch):
            of_year = (entry for entry in sitemap.entries if _year(entry) == year)
            pages.update(_articles(source, home, address, of_year))
            _require_bounded(source, pages)
    if not pages:
        raise ArchiveUnreadable(f"{source.name} has no archive of {year}: {reason}")
    return pages


def _year(entry: SitemapEntry) -> int:
    when = read_time(entry.published or "") or datetime.now(UTC)
    return when.year


async def _sitemaps(addresses: list[str], fetch: Fetch) -> AsyncIterator[tuple[str, Sitemap]]:
    """Yield the lists of pages at *addresses* and behind the indexes among them, up to DEEPEST_INDEX deep."""
    waiting = [(address, DEEPEST_INDEX) for address in reversed(addresses)]
    read = 0
    while waiting:
        address, depth = waiting.pop()
        read += 1
        if read > MOST_SITEMAPS:
            raise ArchiveUnreadable(f"{address}: expected at most {MOST_SITEMAPS} sitemaps of a year, found more")
        sitemap = await _read(address, fetch)
        if sitemap is None:
            continue
        if not sitemap.is_index:
            yield address, sitemap
        elif depth == 0:
            raise ArchiveUnreadable(f"{address}: expected at most {DEEPEST_INDEX} indexes one in another, found more")
        else:
            waiting += [(urljoin(address, entry.loc), depth - 1) for entry in reversed(sitemap.entries)]


def _articles(source: Source, home: str, address: str, entries: Iterable[SitemapEntry]) -> Pages:
    found: Pages = {}
    for entry in entries:
        try:
            url = clean_url(urljoin(address, entry.loc))
        except ValueError:
            continue  # an address that is no address is no page of the archive
        if source.is_article(url) and same_site(url, home):
            found[url] = entry.lastmod
    return found


async def _read(address: str, fetch: Fetch) -> Sitemap | None:
    body = await fetch(address)
    if body is None:
        return None
    try:
        return read_sitemap(body)
    except SitemapUnreadable as error:
        raise ArchiveUnreadable(f"{address}: {error}") from error


def _require_bounded(source: Source, pages: Pages) -> None:
    if len(pages) > MOST_PAGES:
        raise ArchiveUnreadable(f"expected at most {MOST_PAGES} pages of a year of {source.name}, found more")


def _is_past(year: int) -> bool:
    return year < datetime.now(UTC).year

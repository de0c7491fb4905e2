"""Which pages a source's archive has of a year. Knows sitemaps and years; who fetches is handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import urljoin

from stockpress.article import InvalidRecord
from stockpress_spiders.addresses import clean_url, same_site
from stockpress_spiders.sitemaps import Sitemap, SitemapUnreadable, read_sitemap
from stockpress_spiders.source import SitemapIndex, Source
from stockpress_spiders.stops import ArchiveUnreadable

DEEPEST_INDEX = 3

# Returns the body found at an address, None where there is nothing (404), and raises ArchiveUnreadable otherwise.
Fetch = Callable[[str], Awaitable[bytes | None]]


async def pages_of_year(source: Source, home: str, year: int, fetch: Fetch) -> dict[str, str | None]:
    """Return the addresses of *year*'s articles, cleaned, each with the archive's text for its last change.

    Raises ArchiveUnreadable where the archive cannot be read or has no sitemap for a year that is past.
    """
    pages: dict[str, str | None] = {}
    addresses = await _sitemaps_of_year(source, home, year, fetch)
    there = [await _gather(source, address, fetch, pages, DEEPEST_INDEX) for address in addresses]
    if not any(there) and year < datetime.now(UTC).year:
        raise ArchiveUnreadable(
            f"{home}: expected sitemaps of {year} ({', '.join(addresses[:2])} ...), found none; the archive of"
            f" {source.name} does not reach back to {year}, or its form has changed"
        )
    return pages


async def _sitemaps_of_year(source: Source, home: str, year: int, fetch: Fetch) -> list[str]:
    now = datetime.now(UTC)
    if not isinstance(source.archive, SitemapIndex):
        paths = source.archive.of_year(year, now.month if year == now.year else 12)
        return [urljoin(f"{home}/", path) for path in paths]
    address = urljoin(f"{home}/", source.archive.path)
    index = await _read(address, fetch)
    if index is None:
        raise ArchiveUnreadable(f"{address}: expected the index of {source.name}'s archive, found nothing (404)")
    wanted = source.archive.of_year(year)
    chosen = [urljoin(address, entry.loc) for entry in index.entries if wanted.search(entry.loc)]
    if not chosen and year < now.year:
        raise ArchiveUnreadable(
            f"{address}: expected sitemaps of {year} (addresses like {wanted.pattern}), found none among"
            f" {len(index.entries)}; the archive does not reach back to {year}, or its form has changed"
        )
    return chosen


async def _gather(source: Source, address: str, fetch: Fetch, pages: dict[str, str | None], depth: int) -> bool:
    """Add what the sitemap at *address* lists to *pages*, through indexes up to *depth* deep; say if it is there."""
    sitemap = await _read(address, fetch)
    if sitemap is None:
        return False
    if not sitemap.is_index:
        pages.update(_articles(source, address, sitemap))
    elif depth == 0:
        raise ArchiveUnreadable(f"{address}: expected at most {DEEPEST_INDEX} indexes one in another, found more")
    else:
        for entry in sitemap.entries:
            await _gather(source, urljoin(address, entry.loc), fetch, pages, depth - 1)
    return True


def _articles(source: Source, address: str, sitemap: Sitemap) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for entry in sitemap.entries:
        try:
            url = clean_url(urljoin(address, entry.loc))
        except InvalidRecord:
            continue  # an address that is no address is no page of the archive
        if source.is_article(url) and same_site(url, address):
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

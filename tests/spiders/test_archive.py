"""Which pages an archive has of a year."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stockpress_spiders.archive import pages_of_year
from stockpress_spiders.source import SitemapIndex, Sitemaps, Source
from stockpress_spiders.stops import ArchiveUnreadable

HOME = "https://press.example"
SOURCE = Source(
    "press", HOME, "en", SitemapIndex("/sitemap.xml", r"/sitemaps/{year}-{month}\.xml$"), r"/story/.+", (0, 5)
)
FILES = {
    f"{HOME}/sitemap.xml": "<sitemapindex>"
    + "".join(
        f"<sitemap><loc>{HOME}/sitemaps/{m}.xml</loc></sitemap>" for m in ("2023-12", "2024-01", "2024-02", "news")
    )
    + "</sitemapindex>",
    f"{HOME}/sitemaps/2024-01.xml": f"""<urlset>
        <url><loc>{HOME}/story/a?utm_source=map</loc><lastmod>2024-01-05</lastmod></url>
        <url><loc>{HOME}/story/a</loc><lastmod>2024-01-06</lastmod></url>
        <url><loc>{HOME}/video/b</loc></url>
        <url><loc>https://elsewhere.example/story/c</loc></url>
        <url><loc>javascript:nothing</loc></url></urlset>""",
    f"{HOME}/sitemaps/2024-02.xml": "<urlset><url><loc>/story/d</loc></url></urlset>",
}


def pages(source: Source, year: int, files: dict[str, str] = FILES) -> dict[str, str | None]:
    async def fetch(address: str) -> bytes | None:
        return files[address].encode() if address in files else None

    return asyncio.run(pages_of_year(source, HOME, year, fetch))


def test_a_year_is_found_through_the_index_each_page_once() -> None:
    assert pages(SOURCE, 2024) == {f"{HOME}/story/a": "2024-01-06", f"{HOME}/story/d": None}


def test_a_year_is_found_in_dated_sitemaps_and_a_month_that_is_not_there_is_empty() -> None:
    source = replace(SOURCE, archive=Sitemaps(("/sitemaps/{year}-{month:02}.xml",)))
    assert pages(source, 2024) == pages(SOURCE, 2024)


def test_a_year_that_the_archive_does_not_have_is_an_error_and_not_an_empty_year() -> None:
    with pytest.raises(ArchiveUnreadable, match="2009"):
        pages(SOURCE, 2009)


def test_dated_sitemaps_that_all_are_not_there_are_an_error() -> None:
    with pytest.raises(ArchiveUnreadable, match="2009"):
        pages(replace(SOURCE, archive=Sitemaps(("/sitemaps/{year}-{month:02}.xml",))), 2009)


def test_the_running_year_may_have_no_sitemap_yet() -> None:
    assert pages(SOURCE, datetime.now(UTC).year) == {}


def test_an_index_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ArchiveUnreadable, match="404"):
        pages(SOURCE, 2024, {})


def test_a_page_in_place_of_a_sitemap_is_an_error() -> None:
    with pytest.raises(ArchiveUnreadable, match="found html"):
        pages(SOURCE, 2024, {**FILES, f"{HOME}/sitemaps/2024-02.xml": "<html>Sorry</html>"})


def test_indexes_that_go_round_in_circles_are_an_error() -> None:
    circle = f"<sitemapindex><sitemap><loc>{HOME}/sitemaps/2024-01.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(ArchiveUnreadable, match="indexes"):
        pages(SOURCE, 2024, {**FILES, f"{HOME}/sitemaps/2024-01.xml": circle})

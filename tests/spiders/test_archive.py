"""Which pages an archive has of a year."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stockpress_spiders import archive
from stockpress_spiders.archive import pages_of_year
from stockpress_spiders.source import DayPages, NoArchive, SitemapIndex, Sitemaps, Source
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


DAYS = replace(SOURCE, archive=DayPages("/days/{year}/{month_name}/{day:02}/"))


def day_page(*paths: str) -> str:
    return f"<html><body>{''.join(f'<a href={path!r}>A story</a>' for path in paths)}</body></html>"


def test_a_year_is_found_in_pages_by_day_and_what_was_listed_long_ago_counts_as_settled() -> None:
    files = {
        f"{HOME}/days/2024/March/04/": day_page(
            "/story/a?utm_source=map", "/story/a", "/video/b", "http://[bad", "#top"
        ),
        f"{HOME}/days/2024/March/05/": day_page("/story/a", "/story/c", "https://elsewhere.example/story/d"),
    }
    assert pages(DAYS, 2024, files) == {
        f"{HOME}/story/a": "listed 2024-03-05",
        f"{HOME}/story/c": "listed 2024-03-05",
    }


def test_what_a_page_of_the_last_days_lists_is_asked_for_again() -> None:
    today = datetime.now(UTC).date()
    files = {f"{HOME}/days/{today:%Y}/{today:%B}/{today:%d}/": day_page("/story/a")}
    assert pages(DAYS, today.year, files) == {f"{HOME}/story/a": None}


def test_pages_by_day_without_an_article_are_an_error() -> None:
    with pytest.raises(ArchiveUnreadable, match="link to articles of 2024, found none"):
        pages(DAYS, 2024, {f"{HOME}/days/2024/March/05/": day_page("/video/a")})


def test_a_month_is_one_page_where_the_address_has_no_day() -> None:
    months = DayPages("/html/{year}-{month:02}.html")
    assert [path for path, _ in months.of_year(2024, date(2024, 2, 9))] == ["/html/2024-02.html", "/html/2024-01.html"]


def test_without_an_archive_the_news_of_the_year_are_all_there_is() -> None:
    source = replace(SOURCE, archive=NoArchive("it keeps none"), news_sitemap="/news.xml")
    files = {
        f"{HOME}/news.xml": f"<sitemapindex><sitemap><loc>{HOME}/news-1.xml</loc></sitemap></sitemapindex>",
        f"{HOME}/news-1.xml": f"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
            <url><loc>{HOME}/story/old</loc>
              <n:news><n:publication_date>2024-12-31</n:publication_date></n:news></url>
            <url><loc>{HOME}/story/new</loc>
              <n:news><n:publication_date>2025-01-01</n:publication_date></n:news></url></urlset>""",
    }
    assert list(pages(source, 2024, files)) == [f"{HOME}/story/old"]
    with pytest.raises(ArchiveUnreadable, match="press has no archive of 2023: it keeps none"):
        pages(source, 2023, files)


def test_an_archive_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_SITEMAPS", 1)
    with pytest.raises(ArchiveUnreadable, match="at most 1 sitemaps"):
        pages(SOURCE, 2024)
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MOST_PAGES", 1)
    with pytest.raises(ArchiveUnreadable, match="at most 1 pages"):
        pages(SOURCE, 2024)

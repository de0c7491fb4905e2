"""Which pages an archive has of a year."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stockpress_spiders import archive, archive_parts
from stockpress_spiders.archive import YearOfPages, pages_of_year
from stockpress_spiders.source import DayPages, NoArchive, SitemapIndex, Sitemaps, Source
from stockpress_spiders.stops import ArchiveUnreadable, PartUnreadable

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


class Memory:
    """What was kept of day pages, by address."""

    def __init__(self) -> None:
        self.kept: dict[str, Sequence[str]] = {}

    async def links(self, address: str) -> Sequence[str] | None:
        return self.kept.get(address)

    async def keep(self, address: str, links: Sequence[str]) -> None:
        self.kept[address] = links


def read(source: Source, year: int, files: Mapping[str, str | None], memory: Memory | None = None) -> YearOfPages:
    """Read a year of an archive of these files; one that is None cannot be fetched."""

    async def fetch(address: str) -> bytes | None:
        if address in files and files[address] is None:
            raise PartUnreadable(address, "http_500", "expected the archive, found HTTP status 500")
        return (files[address] or "").encode() if address in files else None

    return asyncio.run(pages_of_year(source, HOME, year, fetch, memory))


def pages(source: Source, year: int, files: Mapping[str, str | None] = FILES) -> dict[str, str | None]:
    """Read a year of an archive, every part of which can be read."""
    found = read(source, year, files)
    assert found.unread.reasons == {}
    return found.pages


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


INDEX, JANUARY, FEBRUARY = (
    f"{HOME}{path}" for path in ("/sitemap.xml", "/sitemaps/2024-01.xml", "/sitemaps/2024-02.xml")
)
CIRCLE = f"<sitemapindex><sitemap><loc>{JANUARY}</loc></sitemap></sitemapindex>"
DEEP = {
    f"{HOME}/deep/{level}.xml": f"<sitemapindex><sitemap><loc>/deep/{level + 1}.xml</loc></sitemap></sitemapindex>"
    for level in range(9)
}


@pytest.mark.parametrize(
    ("february", "reason"),
    [
        (None, "http_500"),
        ("<html>Sorry</html>", "no_sitemap"),
        ("<sitemapindex><sitemap><loc>/deep/0.xml</loc></sitemap></sitemapindex>", "too_many_indexes"),
    ],
)
def test_a_sitemap_that_cannot_be_read_is_named_and_costs_nothing_else(february: str | None, reason: str) -> None:
    found = read(SOURCE, 2024, {**FILES, **DEEP, FEBRUARY: february})
    assert found.pages == {f"{HOME}/story/a": "2024-01-06"}
    assert list(found.unread.reasons.values()) == [reason]


def test_of_a_sitemap_that_breaks_off_its_beginning_is_used_and_the_year_is_not_complete() -> None:
    found = read(SOURCE, 2024, {**FILES, FEBRUARY: "<urlset><url><loc>/story/d</loc></url><url><loc>/story/"})
    assert f"{HOME}/story/d" in found.pages
    assert found.unread.reasons == {FEBRUARY: "cut_off"}


def test_where_nothing_of_a_year_can_be_read_the_first_reason_is_the_error() -> None:
    with pytest.raises(ArchiveUnreadable, match=r"2024-01.xml: expected a sitemap .* found html"):
        read(SOURCE, 2024, {**FILES, JANUARY: "<html>Sorry</html>", FEBRUARY: None})
    with pytest.raises(ArchiveUnreadable, match="status 500"):
        read(SOURCE, 2024, {**FILES, INDEX: None})
    with pytest.raises(ArchiveUnreadable, match="breaks off"):
        read(SOURCE, 2024, {**FILES, INDEX: FILES[INDEX][:-40]})


def test_a_site_that_answers_nothing_any_more_is_not_asked_for_every_part() -> None:
    files = {f"{HOME}/sitemaps/2024-{month:02}.xml": None for month in range(2, 13)}
    source = replace(SOURCE, archive=Sitemaps(("/sitemaps/{year}-{month:02}.xml",)))
    with pytest.raises(
        ArchiveUnreadable, match=r"10 parts of the archive in a row cannot be read, the last: .*2024-11"
    ):
        read(source, 2024, {**FILES, **files})


def test_indexes_that_go_round_in_circles_are_read_once() -> None:
    assert pages(SOURCE, 2024, {**FILES, FEBRUARY: CIRCLE}) == {f"{HOME}/story/a": "2024-01-06"}


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


def test_a_day_that_is_long_over_is_read_once_and_the_last_days_each_time() -> None:
    today = datetime.now(UTC).date()
    days = {age: today - timedelta(days=age) for age in (0, 3, 4, 8)}
    of_year = {age: day for age, day in days.items() if day.year == today.year}
    files = {f"{HOME}/days/{day:%Y}/{day:%B}/{day:%d}/": day_page(f"/story/{age}") for age, day in of_year.items()}
    memory = Memory()
    first = read(DAYS, today.year, files, memory)
    assert len(first.pages) == len(of_year)
    fresh = {address for address in files if address not in memory.kept}
    assert fresh == {f"{HOME}/days/{days[age]:%Y}/{days[age]:%B}/{days[age]:%d}/" for age in of_year if age < 4}
    again = read(DAYS, today.year, {address: files[address] for address in fresh}, memory)
    assert again.pages == first.pages


def test_a_day_that_could_not_be_read_or_was_empty_is_read_the_next_time() -> None:
    broken, empty, whole = (f"{HOME}/days/2024/March/{day}/" for day in ("04", "05", "06"))
    memory = Memory()
    found = read(DAYS, 2024, {broken: None, empty: day_page(), whole: day_page("/story/a")}, memory)
    assert (list(found.pages), found.unread.reasons) == ([f"{HOME}/story/a"], {broken: "http_500"})
    assert list(memory.kept) == [whole]
    later = read(DAYS, 2024, {broken: day_page("/story/b"), empty: day_page("/story/c")}, memory)
    assert set(later.pages) == {f"{HOME}/story/{name}" for name in "abc"}


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


def test_an_archive_without_end_is_read_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_parts, "MOST_SITEMAPS", 1)
    found = read(SOURCE, 2024, FILES)
    assert (len(found.pages), found.unread.reasons) == (1, {FEBRUARY: "too_many_sitemaps"})
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MOST_PAGES", 0)
    found = read(SOURCE, 2024, FILES)
    assert (len(found.pages), found.unread.reasons) == (1, {JANUARY: "too_many_pages"})

"""A new source is written from what a site shows of itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_spiders.address_shapes import article_pattern, dated_template
from stockpress_spiders.archive_kinds import NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.site_survey import Survey, SurveyFailed, survey
from stockpress_spiders.source import InvalidSource, Source
from stockpress_spiders.source_file import render, require_name
from stockpress_spiders.sources import load_sources
from tests.spiders.crawling import crawl
from tests.spiders.small_site import Answer, SmallSite

TODAY = date(2026, 11, 24)


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Settings that reach no store."""
    return Settings(home=tmp_path)


def written(name: str, found: Survey, folder: Path) -> Source:
    """Write the file and load it."""
    folder.mkdir(exist_ok=True)
    require_name(name, folder).write_text(render(name, found, TODAY))
    return load_sources(folder)[name]


def test_the_sample_press_is_understood(press: Press, bare: Settings, tmp_path: Path) -> None:
    with running_press(press) as url:
        source = written("morning_press", survey(f"{url}/story/2024/03/14/anything", bare), tmp_path / "own")
        story = press.standing[0]
        assert source.is_article(url + story.path)
    assert not source.is_article(f"{url}/sign-in")
    assert not source.is_article(f"{url}/topics/banks")
    assert isinstance(source.archive, SitemapIndex)
    assert source.archive.of_year(2024).search("/sitemaps/2024-03.xml")
    assert not source.archive.of_year(2024).search("/sitemaps/2025-03.xml")
    assert (source.news_sitemap, source.language) == ("/sitemaps/news.xml", "en")
    assert "add a sign_in" in (tmp_path / "own" / "morning_press.py").read_text().replace("\n", " ")


def test_a_tiny_site_is_understood_and_can_be_crawled(
    site: SmallSite, settings: Settings, bare: Settings, tmp_path: Path
) -> None:
    for number in range(3):
        site.write(f"banks-rise-{number}-again")
    site.answers["/sitemap.xml"] = site.answers["/2024.xml"]
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.1\n")
    front = "<html><head><link rel=alternate type='application/rss+xml' href='/feed'></head><body>Hello</body></html>"
    site.answers["/"] = site.answers[""] = Answer(front.encode(), headers={"Content-Type": "text/html"})
    item = f"<item><title>A</title><link>{site.url}/news/banks-rise-1-again</link>"
    item += "<pubDate>Thu, 14 Mar 2024 07:05:00 GMT</pubDate></item>"
    site.answers["/feed"] = Answer(f"<rss><channel>{item}</channel></rss>".encode())
    source = written("tiny", survey(site.url, bare), tmp_path / "own")
    assert source.archive == Sitemaps(("/sitemap.xml",))
    assert (source.news_sitemap, source.delay) == ("/feed", 0.1)
    crawled = crawl(settings.with_environment(STOCKPRESS_SOURCES=str(tmp_path / "own")), "tiny", 2024, tmp_path)
    assert (crawled.status, crawled.counts["new"]) == (0, 3), crawled.stderr


def test_a_site_without_articles_says_what_to_do(site: SmallSite, bare: Settings) -> None:
    site.answers["/"] = Answer(b"<html><body>Nothing here</body></html>")
    with pytest.raises(SurveyFailed, match="docs/adding_a_source"):
        survey(site.url, bare)
    with pytest.raises(SurveyFailed, match="found none that answers"):
        survey("http://127.0.0.1:9", bare)


@pytest.mark.parametrize(
    ("addresses", "matches", "others"),
    [
        (
            ["/2024/03/14/banks-rise", "/pro/2024/03/15/fall", "/about"],
            ["/2025/01/02/oil-falls-today"],
            ["/about", "/2024/03/14/"],
        ),
        (
            ["/content/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"],
            ["/content/ffffffff-0a1b-0a1b-0a1b-0a1b2c3d4e5f"],
            ["/content"],
        ),
        (
            ["/news/economy/banks-rise-on-rates", "/news/oil-falls-again"],
            ["/news/gold-up-a-lot"],
            ["/news/economy", "/"],
        ),
        (["/markets/2024/feb/24/death-toll.html"], ["/oil/2023/mar/01/x-y.html"], ["/oil/2023/mar/01/x-y"]),
    ],
)
def test_the_form_of_an_articles_address_is_found(addresses: list[str], matches: list[str], others: list[str]) -> None:
    pattern = article_pattern(f"https://press.example{path}" for path in addresses)
    assert pattern is not None
    assert all(re.fullmatch(pattern, path) for path in matches)
    assert not any(re.fullmatch(pattern, path) for path in others)


def test_addresses_of_sections_have_no_form() -> None:
    assert article_pattern(["https://press.example/news", "https://press.example/"]) is None


@pytest.mark.parametrize(
    ("address", "template"),
    [
        ("/sitemaps/2024-03.xml", "/sitemaps/{year}-{month:02}.xml"),
        ("/archive-2024-3.xml", "/archive-{year}-{month}.xml"),
        ("/jan-2024.xml", "/{mon}-{year}.xml"),
        ("/sitemap_m3_2024.xml", "/sitemap_m{month}_{year}.xml"),
        ("/ap-202403.xml", "/ap-{year}{month:02}.xml"),
        ("/2024.xml", "/{year}.xml"),
        ("/all.xml", None),
    ],
)
def test_the_date_in_a_sitemaps_address_is_found(address: str, template: str | None) -> None:
    assert dated_template(address) == template


def test_what_a_site_says_cannot_become_code(tmp_path: Path) -> None:
    found = Survey('https://x.example/"', NoArchive('"""\nimport os'), "/news/.+'\"\n")
    found.notes = ['""" + __import__("os").abort() + """ \\']
    source = written("hostile", found, tmp_path / "own")
    assert source.archive == NoArchive('"""\nimport os')


def test_a_name_that_is_taken_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there.py").write_text("")
    for name in ("there", "The Times", "../x"):
        with pytest.raises(InvalidSource, match=r"expected|already"):
            require_name(name, tmp_path)

"""Each installed publisher's archive, read with the real crawler's logic from a made-up copy of it on loopback."""

from __future__ import annotations

import ast
import asyncio
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_spiders import sources
from stockpress_spiders.archive import pages_of_year
from stockpress_spiders.archive_kinds import DayPages, NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.news import latest_news
from stockpress_spiders.source import Source
from stockpress_spiders.sources import load_sources
from stockpress_spiders.stops import ArchiveUnreadable
from tests.spiders.small_site import Answer, SmallSite

YEAR = 2023
UUID = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
# What the publisher's own list of a month or day is at, and addresses that it may hold: of an article, and of none.
FACTS = {
    "ft": ("/sitemaps/archive-2023-3.xml", f"/content/{UUID}", "/stream/markets"),
    "wsj": (
        "/sitemaps/web/wsj/en/sitemap_wsj_en_m3_2023.xml",
        "/finance/banking/banks-rise-on-rates-0a1b2c3d",
        "/finance/banking",
    ),
    "bloomberg": ("/sitemaps/news/2023-3.xml", "/news/articles/2023-03-14/banks-rise-on-rates", "/news/videos/a"),
    "economist": ("/sitemap-2023-Q1.xml", "/finance-and-economics/2023/03/14/banks-rise", "/finance-and-economics"),
    "cnbc": (
        "/site-map/articles/2023/March/4/",
        "/2023/04/28/many-new-bitcoin-crypto-buyers-influenced-by-friends-why-to-be-cautious.html",
        "/video/2023/03/04/banks.html",
    ),
    "businessinsider": (
        "/sitemap/2023-03.xml",
        "/bariatric-surgery-weight-loss-changes-unexpected-2025-3",
        "/category/markets",
    ),
    "apnews": (
        "/ap-sitemap-202303.xml",
        "/article/mexico-economy-growth-3cc842471fb9df42315d658d88c8403a",
        "/hub/business",
    ),
    "fortune": ("/sitemap/2023/03/04", "/2023/03/04/banks-rise/", "/section/finance/"),
    "axios": ("/sitemaps/mar-2023.xml", "/2023/03/04/banks-rise-rates", "/local/austin/2023/03/04/banks-rise"),
    "financialpost": ("/sitemap/2023-3-4/", "/news/economy/economists-weigh-in-jobs-report", "/news/economy"),
    "reuters": (
        None,
        "/business/aerospace-defense/nepal-says-no-proof-flydubai-plane-suffered-bird-strike-2023-04-25/",
        "/markets/europe/",
    ),
    "marketwatch": (None, "/story/banks-rise-on-rates-0a1b2c3d", "/investing/stock/msft"),
    "guardian": (
        None,
        "/world/2024/feb/24/death-toll-in-valencia-fire-rises-to-10-as-remains-of-last-missing-person-found",
        "/business/live/2024/feb/24/markets-live",
    ),
    "bbc": (None, "/news/articles/clymn8zyrp9o", "/news/business"),
}
INSTALLED = {name: source for name, source in load_sources().items() if name != "sample_press"}


def address_of_list(source: Source) -> str | None:
    return FACTS[source.name][0]


def publish(source: Source, site: SmallSite) -> str:
    """Put the lists of *source* on the site and return its article's address."""
    listed_at, article, other = FACTS[source.name]
    urls = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>1</lastmod></url>" for path in (article, other))
    news = f"<urlset>{urls}</urlset>"
    if source.news_sitemap is not None:
        site.answers[source.news_sitemap] = Answer(news.encode())
    if listed_at is not None:
        html = f"<html><body><a href='{article}?utm_source=map'>Banks</a><a href='{other}'>All</a></body></html>"
        site.answers[listed_at] = Answer((html if isinstance(source.archive, DayPages) else news).encode())
    if isinstance(source.archive, SitemapIndex):
        locs = f"<sitemap><loc>{site.url}{listed_at}</loc></sitemap><sitemap><loc>{site.url}/2022.xml</loc></sitemap>"
        site.answers[source.archive.path] = Answer(f"<sitemapindex>{locs}</sitemapindex>".encode())
    return site.url + article


def read(source: Source, site: SmallSite, year: int) -> dict[str, str | None]:
    """Read a year of the archive over HTTP."""

    def get(address: str) -> bytes | None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            return None

    async def fetch(address: str) -> bytes | None:
        return get(address)

    return asyncio.run(pages_of_year(source, site.url, year, fetch)).pages


def test_the_fourteen_publishers_are_installed() -> None:
    assert set(INSTALLED) >= set(FACTS)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_year_of_a_publisher_holds_its_articles_alone(name: str, site: SmallSite) -> None:
    source = INSTALLED[name]
    article = publish(source, site)
    if isinstance(source.archive, NoArchive):
        with pytest.raises(ArchiveUnreadable, match=f"{name} has no archive of {YEAR}: ") as raised:
            read(source, site, YEAR)
        assert str(raised.value).endswith(source.archive.reason)
        assert list(read(source, site, datetime.now(UTC).year)) == [article]
    else:
        assert list(read(source, site, YEAR)) == [article]
        with pytest.raises(ArchiveUnreadable, match="1994"):
            read(source, site, 1994)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_news_of_a_publisher_are_read(name: str, site: SmallSite, tmp_path: Path) -> None:
    article = publish(INSTALLED[name], site)
    settings = Settings.from_environment({f"STOCKPRESS_{name.upper()}_URL": site.url, "STOCKPRESS_HOME": str(tmp_path)})
    assert [item.url for item in latest_news(INSTALLED[name], settings)] == [article]


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_source_is_short_and_says_what_was_never_checked(name: str) -> None:
    tree = ast.parse((Path(sources.__file__).parent / f"{name}.py").read_text())
    assert "Never checked live:" in (ast.get_docstring(tree) or "")
    assignment = tree.body[-1]
    if INSTALLED[name].sign_in is None:
        assert (assignment.end_lineno or 0) - assignment.lineno < 15
    assert INSTALLED[name].archive.__class__ in (SitemapIndex, Sitemaps, DayPages, NoArchive)


def test_the_subscribers_publishers_have_a_sign_in() -> None:
    assert {name for name, source in INSTALLED.items() if source.sign_in} >= {"ft", "wsj", "economist"}

"""What a source has printed last."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_spiders.news import NewsUnavailable, latest_news
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.source import Sitemaps, Source
from stockpress_spiders.sources import load_sources
from tests.spiders.small_site import Answer, SmallSite

NEWS = """<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>/news/old?utm_source=news</loc><n:news><n:publication_date>2024-03-13</n:publication_date></n:news></url>
<url><loc>/news/undated</loc></url>
<url><loc>/news/new</loc>
  <n:news><n:publication_date>2024-03-14T08:00:00+01:00</n:publication_date><n:title>Banks rise</n:title></n:news></url>
<url><loc>/video/moving</loc></url><url><loc>nonsense:</loc></url></urlset>"""


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Settings that reach no store."""
    return Settings(home=tmp_path)


@pytest.fixture
def source(site: SmallSite) -> Source:
    return Source("small", site.url, "en", Sitemaps(("/{year}.xml",)), "/news/.+", (0, 5), news_sitemap="/news.xml")


def test_news_come_newest_first_under_the_address_that_a_crawl_asks_for(
    site: SmallSite, source: Source, bare: Settings
) -> None:
    site.answers["/news.xml"] = Answer(NEWS.encode())
    items = latest_news(source, bare)
    assert [item.url for item in items] == [f"{site.url}/news/{name}" for name in ("new", "old", "undated")]
    assert items[0].title == "Banks rise"
    assert items[0].published is not None
    assert items[0].published.isoformat() == "2024-03-14T07:00:00+00:00"
    assert site.headers["/news.xml"]["User-Agent"] == bare.user_agent


@pytest.mark.parametrize("answer", [Answer(status=404), Answer(b"<html>Sorry</html>"), Answer(b"<urlset>", length=99)])
def test_news_that_cannot_be_had_say_where_and_why(
    site: SmallSite, source: Source, bare: Settings, answer: Answer
) -> None:
    site.answers["/news.xml"] = answer
    with pytest.raises(NewsUnavailable, match=r"/news\.xml: expected"):
        latest_news(source, bare)


def test_a_source_without_a_news_sitemap_has_no_news(source: Source, bare: Settings) -> None:
    with pytest.raises(NewsUnavailable, match="names no news sitemap"):
        latest_news(replace(source, news_sitemap=None), bare)


def test_the_sample_press_has_news(press: Press, bare: Settings) -> None:
    with running_press(press) as url:
        settings = bare.with_environment(STOCKPRESS_SAMPLE_PRESS_URL=url)
        items = latest_news(load_sources()["sample_press"], settings)
    assert items[0].url == url + press.standing[0].path
    assert items[0].title == press.standing[0].headline

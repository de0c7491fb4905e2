"""How the archive is found: robots.txt, the index, a sitemap a month, the news sitemap and the feed."""

from __future__ import annotations

import re
import urllib.robotparser
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from stockpress.settings import Credentials
from stockpress_spiders.sample_press import oddities
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.sample_press.story import Story
from tests.spiders.sample_press.reader import NAME, PASSWORD, Reader

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def found(reader: Reader, path: str, elements: str) -> list[str]:
    """Return the texts of the *elements* in the XML at *path*."""
    answer = reader.get(path)
    assert answer.status == 200
    return [element.text or "" for element in ElementTree.fromstring(answer.body).iterfind(f".{elements}", SPACES)]


def pages(reader: Reader, month: str) -> dict[str, str]:
    """Return the addresses of a month's sitemap with their lastmod."""
    path = f"/sitemaps/{month}.xml"
    return dict(zip(found(reader, path, "//s:url/s:loc"), found(reader, path, "//s:url/s:lastmod"), strict=True))


def iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_robots_are_told_where_the_sitemaps_are_and_what_to_leave_alone(stranger: Reader, home: str, story: Story):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(stranger.get("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{home}/sitemap.xml", f"{home}/sitemaps/news.xml"]
    for path, allowed in ((story.path, True), ("/account", False), ("/search?q=x", False), ("/switchboard", False)):
        assert robots.can_fetch("stockpress", home + path) is allowed


def test_the_index_names_a_sitemap_for_each_month_that_has_stories(stranger: Reader, press: Press, home: str):
    named = found(stranger, "/sitemap.xml", "//s:sitemap/s:loc")
    months = {f"{story.published:%Y-%m}" for story in press.stories}
    assert sorted(named) == sorted(f"{home}/sitemaps/{month}.xml" for month in months)
    assert len(found(stranger, "/sitemap.xml", "//s:sitemap/s:lastmod")) == len(named)


def test_the_sitemaps_together_name_every_story_once_and_one_twice(stranger: Reader, press: Press):
    months = [urlsplit(loc).path[-11:-4] for loc in found(stranger, "/sitemap.xml", "//s:sitemap/s:loc")]
    paths = [urlsplit(loc).path for month in months for loc in pages(stranger, month)]
    twice = press.story(oddities.AT_TWO_ADDRESSES)
    assert sorted(paths) == sorted([story.path for story in press.stories] + [str(oddities.second_path(twice))])


def test_some_addresses_in_the_sitemap_carry_tracking_parameters(stranger: Reader, press: Press):
    months = {f"{story.published:%Y-%m}" for story in press.stories if story.published.year == 2024}
    tracked = [loc for month in sorted(months) for loc in pages(stranger, month) if "?utm_source=sitemap&utm_" in loc]
    assert 1 <= len(tracked) < 21
    assert stranger.get(tracked[0].removeprefix(stranger.home)).status == 200


def test_a_withdrawn_story_is_still_in_its_sitemap_but_nowhere_else(stranger: Reader, press: Press):
    story = press.story(oddities.WITHDRAWN_FROM_THE_START)
    listed = pages(stranger, f"{story.published:%Y-%m}")
    assert any(story.path in loc and lastmod > iso(story.published) for loc, lastmod in listed.items())
    for path in ("/", "/section/technology", "/feed.rss", "/sitemaps/news.xml", "/search?q=Apple"):
        assert f"{story.path}?" not in stranger.get(path).text and f"{story.path}<" not in stranger.get(path).text


def test_the_news_sitemap_has_the_newest_ten_where_the_last_two_days_were_quiet(press: Press):
    quiet = Press(press.stories, Credentials(NAME, PASSWORD), clock=lambda: datetime(2027, 6, 1, tzinfo=UTC))
    with running_press(quiet) as home:
        named = found(Reader(home), "/sitemaps/news.xml", "//s:loc")
    assert named == [home + story.path for story in press.standing[:10]]


def test_the_news_sitemap_has_the_stories_of_the_last_two_days(press: Press, stranger: Reader, home: str):
    now = press.now()
    fresh = press.switchboard.publish_now("Acme opens a plant in Dresden")
    assert fresh.published >= now - timedelta(minutes=1)
    named = found(stranger, "/sitemaps/news.xml", "//s:loc")
    assert named[0] == home + fresh.path
    assert len(named) == sum(story.published > press.now() - timedelta(days=2) for story in press.standing)
    assert found(stranger, "/sitemaps/news.xml", "//n:title")[0] == fresh.headline
    assert found(stranger, "/sitemaps/news.xml", "//n:publication_date")[0] == iso(fresh.published)
    assert set(found(stranger, "/sitemaps/news.xml", "//n:publication/n:name")) == {"The Sample Press"}


def test_the_clock_of_the_press_is_never_behind_its_newest_story(press: Press):
    early = Press(press.stories, Credentials(NAME, PASSWORD), clock=lambda: datetime(2020, 1, 1, tzinfo=UTC))
    assert early.now() == press.stories[-1].published


def test_the_feed_has_the_newest_stories(stranger: Reader, press: Press, home: str):
    assert found(stranger, "/feed.rss", "//item/title") == [story.headline for story in press.standing[:20]]
    assert found(stranger, "/feed.rss", "//item/guid") == [home + story.path for story in press.standing[:20]]
    assert all(re.search(r"\?utm_source=rss$", link) for link in found(stranger, "/feed.rss", "//item/link"))


def test_lastmod_is_the_time_of_the_last_change(stranger: Reader, story: Story, press: Press):
    month = f"{story.published:%Y-%m}"
    before = pages(stranger, month)
    changed = press.switchboard.change(story.slug, "Everything is different now.\n\nNobody expected it.")
    after = pages(stranger, month)
    assert changed.modified is not None
    moved = {loc: lastmod for loc, lastmod in after.items() if before[loc] != lastmod}
    assert list(moved.values()) == [iso(changed.modified)]
    assert iso(changed.modified) in found(stranger, "/sitemap.xml", "//s:lastmod")

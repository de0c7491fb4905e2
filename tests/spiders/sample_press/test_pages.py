"""What readers see: teaser or whole story, structured data in its forms, links, answers on condition."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from stockpress_spiders.sample_press import oddities
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.story import Story
from tests.spiders.sample_press.reader import Reader


def in_form(press: Press, form: str) -> Story:
    """Return a standing story whose structured data has this form."""
    return next(story for story in press.standing if oddities.data_form(story) == form)


def test_a_stranger_sees_the_first_paragraph_and_the_paywall(stranger: Reader, story: Story):
    page = stranger.get(story.path)
    assert page.texts(".article-body p") == story.paragraphs[:1]
    assert len(page.select(".paywall")) == 1
    assert story.paragraphs[1] not in page.text


def test_a_subscriber_reads_the_whole_story_and_sees_no_paywall(subscriber: Reader, story: Story):
    page = subscriber.get(story.path)
    assert page.texts(".article-body p") == story.paragraphs
    assert not page.select(".paywall")


def test_a_page_says_who_wrote_what_and_when(stranger: Reader, story: Story):
    page = stranger.get(story.path)
    assert page.texts("h1") == [story.headline]
    assert page.select("article time")[0].get("datetime") == story.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert all(author in page.texts(".byline")[0] for author in story.authors)


@pytest.mark.parametrize("path", ["/", "/section/energy", "/sign-in", "/nowhere", "/search?q=x"])
def test_every_page_says_that_the_stories_are_invented(stranger: Reader, path: str):
    assert "All stories are invented for demonstration and testing" in stranger.get(path).texts("footer.imprint")[0]


def test_every_page_names_its_canonical_address(stranger: Reader, story: Story, home: str):
    for asked, named in (
        ("/?utm_source=x", "/"),
        (f"{story.path}?utm_source=front_page", story.path),
        ("/section/markets?utm_source=navigation", "/section/markets"),
        ("/sign-in", "/sign-in"),
        ("/nowhere", "/nowhere"),
    ):
        links = stranger.get(asked).select("link[rel=canonical]")
        assert [link.get("href") for link in links] == [home + named]


def test_links_from_page_to_page_carry_tracking_parameters_and_lead_somewhere(stranger: Reader, story: Story):
    for path in ("/", "/section/technology", story.path):
        links = {link.get("href") for link in stranger.get(path).select("main a[href^='/story/']")}
        assert all("?utm_source=" in link for link in links)
        assert all(stranger.get(link).status == 200 for link in sorted(links)[:5])
    assert len(stranger.get("/").select("main a[href^='/story/']")) >= 10


def test_structured_data_describes_the_story_and_that_it_is_not_free(stranger: Reader, press: Press, home: str):
    story = in_form(press, "plain")
    data = stranger.get(story.path).structured_data()
    assert data["@type"] == "NewsArticle" and data["headline"] == story.headline
    assert data["datePublished"] == data["dateModified"] == story.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [author["name"] for author in data["author"]] == list(story.authors)
    assert data["mainEntityOfPage"]["@id"] == home + story.path
    assert data["isAccessibleForFree"] is False
    assert data["hasPart"] == {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    assert "articleBody" not in data


def test_structured_data_with_the_body_is_for_subscribers(stranger: Reader, subscriber: Reader, press: Press):
    story = in_form(press, "with_body")
    assert "articleBody" not in stranger.get(story.path).structured_data()
    assert subscriber.get(story.path).structured_data()["articleBody"] == "\n\n".join(story.paragraphs)


def test_structured_data_may_be_a_graph(subscriber: Reader, press: Press):
    data = subscriber.get(in_form(press, "graph").path).structured_data()
    assert [node["@type"] for node in data["@graph"]] == ["WebSite", "BreadcrumbList", "NewsArticle"]


def test_one_story_has_opengraph_only(subscriber: Reader, press: Press):
    story = press.story(oddities.WITHOUT_STRUCTURED_DATA)
    page = subscriber.get(story.path)
    assert page.structured_data() is None
    meta = {element.get("property"): element.get("content") for element in page.select("meta[property]")}
    assert meta["og:title"] == story.headline and meta["og:description"] == story.standfirst
    assert meta["article:published_time"] == story.published.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_most_pages_have_plain_data_and_about_one_in_ten_each_other_form(press: Press):
    forms = Counter(map(oddities.data_form, press.stories))
    assert forms["plain"] > 0.6 * len(press.stories)
    assert all(0.05 < forms[form] / len(press.stories) < 0.2 for form in ("with_body", "graph"))
    assert forms["none"] == 1


def test_markup_in_a_story_is_shown_and_not_obeyed(press: Press, subscriber: Reader):
    headline = 'Acme </script><script>alert("x")</script> & Co.'
    story = press.switchboard.publish_now(headline)
    page = subscriber.get(story.path)
    assert page.texts("h1") == [headline]
    assert page.structured_data()["headline"] == headline
    assert not [script for script in page.select("script") if script.get("type") != "application/ld+json"]


def test_a_story_at_two_addresses_names_one_canonical_on_both(subscriber: Reader, press: Press, home: str):
    story = press.story(oddities.AT_TWO_ADDRESSES)
    other = oddities.second_path(story)
    assert other is not None and other.startswith("/markets/")
    for path in (story.path, other):
        page = subscriber.get(path)
        assert page.texts("h1") == [story.headline]
        assert page.select("link[rel=canonical]")[0].get("href") == home + story.path


def test_no_other_story_has_a_second_address(stranger: Reader, story: Story):
    assert stranger.get(story.path.replace("/story/", "/markets/")).status == 404


def test_one_story_is_gone_from_the_start(subscriber: Reader, press: Press):
    story = press.story(oddities.WITHDRAWN_FROM_THE_START)
    answer = subscriber.get(story.path)
    assert answer.status == 410
    assert story.paragraphs[0] not in answer.text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/story/2024/01/09/nothing", "/section/sport", "/sitemaps/1999-01.xml", "/sitemaps/x.xml"]
)
def test_where_nothing_is_a_page_says_so(stranger: Reader, path: str):
    answer = stranger.get(path)
    assert answer.status == 404 and answer.texts("h1") == ["Nothing is here"]


def test_a_search_finds_stories_by_headline_and_topic(stranger: Reader, story: Story):
    assert story.headline in stranger.get("/search?q=SAMSUNG+electronics").texts("h2")
    assert stranger.get("/search?q=zzzz").texts(".notice") == ["No story was found."]


PATHS = ["/", "/robots.txt", "/sitemap.xml", "/sitemaps/2024-03.xml", "/sitemaps/news.xml", "/feed.rss", "/press.css"]


@pytest.mark.parametrize("path", PATHS)
def test_everything_is_utf_8_and_answers_head_like_get_without_a_body(stranger: Reader, path: str):
    got, head = stranger.get(path), stranger.get(path, method="HEAD")
    assert (got.status, head.status, head.body) == (200, 200, b"")
    assert got.headers["Content-Type"].endswith("; charset=utf-8")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_document_is_not_sent_again_to_who_has_it(stranger: Reader, path: str):
    etag = stranger.get(path).headers["ETag"]
    again = stranger.get(path, If_None_Match=etag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert stranger.get(path, If_None_Match=f'"other", W/{etag}').status == 304


def test_an_unchanged_story_is_not_sent_again_to_who_has_it(subscriber: Reader, story: Story, press: Press):
    first = subscriber.get(story.path)
    assert parsedate_to_datetime(first.headers["Last-Modified"]) == story.published
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert subscriber.get(story.path, If_None_Match=etag).status == 304
    assert subscriber.get(story.path, If_Modified_Since=modified).status == 304
    press.switchboard.publish_now("Acme opens a plant in Dresden")
    assert subscriber.get(story.path, If_None_Match=etag).status == 304, "news do not change older pages"


def test_an_entity_tag_counts_for_more_than_a_time(subscriber: Reader, story: Story):
    modified = subscriber.get(story.path).headers["Last-Modified"]
    assert subscriber.get(story.path, If_None_Match='"other"', If_Modified_Since=modified).status == 200


def test_teaser_and_whole_story_have_different_entity_tags(stranger: Reader, subscriber: Reader, story: Story):
    teaser, whole = stranger.get(story.path), subscriber.get(story.path)
    assert teaser.headers["ETag"] != whole.headers["ETag"]
    assert teaser.headers["Vary"] == whole.headers["Vary"] == "Cookie"
    assert subscriber.get(story.path, If_None_Match=teaser.headers["ETag"]).status == 200


def test_the_same_page_has_the_same_entity_tag_in_every_session(home: str, story: Story):
    tags = set()
    for _ in range(2):
        reader = Reader(home)
        reader.sign_in()
        tags.add(reader.get(story.path).headers["ETag"])
    assert len(tags) == 1


def test_a_time_before_the_last_change_gets_the_page(subscriber: Reader, story: Story):
    assert story.published > datetime(2024, 1, 1, tzinfo=UTC)
    assert subscriber.get(story.path, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200

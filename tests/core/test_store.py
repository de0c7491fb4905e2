"""The store keeps records under their identity, says what changed, and loses nothing that it acknowledged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stockpress.entity_tag import EntityTag, EntityTags
from stockpress.fingerprint import Fingerprint
from stockpress.page import Page
from stockpress.session import Session
from stockpress.settings import InvalidSetting, Settings
from stockpress.store import Store, StoreUnavailable, open_store
from stockpress.summary import Summary
from tests.core.test_article import ARTICLE

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def summary_of(article, version="1") -> Summary:
    return Summary(article.url, article.source, article.year, "Acme expects more.", article.content_hash, "m", version)


def test_an_article_is_new_then_unchanged_then_changed(store: Store):
    assert store.save_article(ARTICLE) == "new"
    assert store.save_article(ARTICLE) == "unchanged"
    assert store.save_article(replace(ARTICLE, section="Markets")) == "unchanged"
    assert store.save_article(replace(ARTICLE, body="Acme now expects less.")) == "changed"
    found = store.article(ARTICLE.url)
    assert found is not None and found.body == "Acme now expects less."


def test_a_year_is_asked_for_in_parts_since_an_answer_has_its_limit(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("stockpress.store.BATCH", 2)
    for number in range(5):
        store.save_article(replace(ARTICLE, url=f"https://press.example/{number}"))
    assert len(list(store.articles(ARTICLE.source, ARTICLE.year))) == 5
    found = store._find("articles", {})
    next(found)
    assert found.retrieved == 2


def test_day_pages_are_remembered_with_their_links_by_source_and_year(store: Store):
    store.save_day_page("press", 2024, "https://press.example/days/1", ["/a", "/b"])
    store.save_day_page("press", 2024, "https://press.example/days/1", ["/a", "/b", "/c"])
    store.save_day_page("press", 2025, "https://press.example/days/2", ["/d"])
    assert store.day_pages("press", 2024) == {"https://press.example/days/1": ("/a", "/b", "/c")}


def test_a_changed_text_keeps_its_earlier_versions_and_a_changed_section_none(store: Store):
    second = replace(ARTICLE, body="Acme now expects less.", fetched=NOW)
    third = replace(ARTICLE, headline="Acme expects nothing", fetched=NOW + timedelta(days=1))
    store.save_article(ARTICLE)
    store.save_article(replace(ARTICLE, section="Markets"))
    assert store.versions(ARTICLE.url) == []
    for article in (second, second, third):
        store.save_article(article)
    assert [version.body for version in store.versions(ARTICLE.url)] == [ARTICLE.body, second.body]
    assert store.versions(ARTICLE.url)[1] == second
    assert list(store.articles("press", 2025)) == [third]


def test_a_page_that_was_only_read_anew_leaves_no_version(store: Store):
    store.save_article(ARTICLE)
    assert store.save_article(replace(ARTICLE, body="Acme expects more, read better."), keep_version=False) == "changed"
    assert store.versions(ARTICLE.url) == []


def test_links_between_the_same_story_go_both_ways_and_end_both_ways(store: Store):
    one, two, three = (
        Fingerprint(f"https://{name}.example/a", name, 2025, NOW, b"digest", "hash", "m", "1") for name in "abc"
    )
    assert store.save_fingerprints([one, two, three]) == 3
    assert list(store.fingerprints("a", 2025)) == [one]
    store.link_same_story(one.url, [two.url, three.url])
    assert (store.same_story(one.url), store.same_story(two.url)) == ([two.url, three.url], [one.url])
    store.link_same_story(one.url, [three.url])
    assert (store.same_story(two.url), store.same_story(three.url)) == ([], [one.url])
    around = (NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert {found.url for found in store.fingerprints_elsewhere("a", *around, "m", "1")} == {two.url, three.url}
    assert list(store.fingerprints_elsewhere("a", around[1], around[1], "m", "1")) == []
    assert store.same_story("https://nowhere.example/") == []


def test_an_article_comes_back_as_it_went_in(store: Store):
    whole = replace(ARTICLE, authors=("Ann", "Bo"), topics=("Acme",), modified=NOW, found_by={"body": "json-ld"})
    store.save_article(whole)
    assert store.article(whole.url) == whole


def test_a_second_fetch_of_the_same_text_keeps_the_first_time(store: Store):
    store.save_article(ARTICLE)
    store.save_article(replace(ARTICLE, fetched=NOW))
    found = store.article(ARTICLE.url)
    assert found is not None and found.fetched == ARTICLE.fetched


def test_articles_come_in_order_of_publication_and_of_one_partition_only(store: Store):
    later = replace(ARTICLE, url=ARTICLE.url + "2", published=ARTICLE.published + timedelta(days=1))
    elsewhere = replace(ARTICLE, url=ARTICLE.url + "3", source="other")
    last_year = replace(ARTICLE, url=ARTICLE.url + "4", published=ARTICLE.published - timedelta(days=365))
    for article in (later, elsewhere, last_year, ARTICLE):
        store.save_article(article)
    assert list(store.articles("press", 2025)) == [ARTICLE, later]
    assert store.years() == [("other", 2025), ("press", 2024), ("press", 2025)]


def test_a_withdrawn_article_is_kept_but_no_longer_stands(store: Store):
    store.save_article(ARTICLE)
    assert store.withdraw_article(ARTICLE.url, NOW)
    assert not store.withdraw_article(ARTICLE.url, NOW)
    assert list(store.articles("press", 2025)) == []
    found = store.article(ARTICLE.url)
    assert found is not None and found.withdrawn == NOW


def test_the_data_version_moves_only_with_the_text_of_standing_articles(store: Store):
    store.save_article(ARTICLE)
    first = store.data_version("press", 2025)
    store.save_article(replace(ARTICLE, section="Markets"))
    assert store.data_version("press", 2025) == first
    store.save_article(replace(ARTICLE, body="Acme now expects less."))
    changed = store.data_version("press", 2025)
    assert changed != first
    store.withdraw_article(ARTICLE.url, NOW)
    assert store.data_version("press", 2025) != changed


def test_only_changed_text_or_another_model_makes_a_summary_pending(store: Store):
    store.save_article(ARTICLE)
    assert store.pending("summaries", "press", 2025, "m", "1") == [ARTICLE.url]
    store.save_summaries([summary_of(ARTICLE)])
    assert store.pending("summaries", "press", 2025, "m", "1") == []
    assert store.pending("summaries", "press", 2025, "m", "2") == [ARTICLE.url]
    store.save_article(replace(ARTICLE, body="Acme now expects less."))
    assert store.pending("summaries", "press", 2025, "m", "1") == [ARTICLE.url]


def test_entity_tags_come_back_as_they_went_in(store: Store):
    entity = EntityTag("Acme Corp.", "organisation", ((0, 4), (26, 36)), "ACM")
    tags = EntityTags(ARTICLE.url, "press", 2025, (entity,), ARTICLE.content_hash, "m", "1")
    store.save_entity_tags([tags, tags])
    assert list(store.entity_tags("press", 2025)) == [tags]


def test_pages_are_remembered_by_partition_and_unknown_ones_named(store: Store):
    page = Page("https://press.example/a?b=c", "press", 2025, "article", "2025-03-04", article_url=ARTICLE.url)
    store.save_page(page)
    assert store.pages("press", 2025) == {page.url: page}
    assert store.pages("press", 2024) == {}
    assert store.unknown_pages([page.url, "https://press.example/new"]) == {"https://press.example/new"}


def test_saving_a_session_drops_those_that_ended(store: Store):
    now = datetime.now(UTC)
    ended = Session("old", b"sealed", now - timedelta(days=2), now - timedelta(days=1))
    alive = Session("press", b"sealed", now, now + timedelta(hours=8))
    store.save_session(ended)
    store.save_session(alive)
    assert store.session("old") is None
    assert store.session("press") == alive
    store.forget_session("press")
    assert store.session("press") is None


def test_a_store_that_does_not_answer_is_named_without_its_password():
    gone = Settings.from_environment(
        {"STOCKPRESS_MONGODB_URI": "mongodb://desk:hunter2@127.0.0.1:9/?directConnection=true"}
    )
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:9 does not answer") as raised, open_store(gone):
        pass
    assert "hunter2" not in str(raised.value)


def test_no_address_of_a_store_is_an_error_that_says_what_to_set():
    with pytest.raises(InvalidSetting, match="STOCKPRESS_MONGODB_URI"), open_store(Settings.from_environment({})):
        pass

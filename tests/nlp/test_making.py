from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyspark.sql import SparkSession

from stockpress.article import Article
from stockpress.entity_tag import EntityTag, EntityTags
from stockpress.store import Store
from stockpress.summary import Summary
from stockpress_nlp import entities, making, summaries
from stockpress_nlp.making import Reader, make_entity_tags, make_summaries, tags_faults
from stockpress_nlp.model import Model, packaged_entity_model


def reader(spark: SparkSession, model: Model) -> Reader:
    """Return what reads with this model on this session."""
    return Reader(model.name, model.version, lambda: (spark, model))


@pytest.fixture
def summariser(spark: SparkSession, summary_model: Model) -> Reader:
    """What summaries are made with."""
    return reader(spark, summary_model)


@pytest.fixture
def tagger(spark: SparkSession) -> Reader:
    """What entity tags are made with."""
    return reader(spark, packaged_entity_model())


@pytest.fixture
def kept(store: Store, stories: list[Article]) -> list[Article]:
    """Eight stories in the store."""
    for story in stories[:8]:
        store.save_article(story)
    return stories[:8]


def test_summaries_are_made_once(store: Store, summariser: Reader, kept: list[Article]):
    first = make_summaries(store, "paper", 2024, summariser)
    assert (first.articles, first.made, first.kept, first.faults) == (8, 8, 0, {})
    assert sum(first.by_month.values()) == 8
    assert {summary.url for summary in store.summaries("paper", 2024)} == {article.url for article in kept}
    second = make_summaries(store, "paper", 2024, summariser)
    assert (second.articles, second.made, second.kept) == (8, 0, 8)
    assert second.samples == first.samples


def test_entity_tags_are_made_once(store: Store, tagger: Reader, kept: list[Article]):
    first = make_entity_tags(store, "paper", 2024, tagger)
    assert (first.articles, first.made, first.kept, first.faults) == (8, 8, 0, {})
    assert {tags.url for tags in store.entity_tags("paper", 2024)} == {article.url for article in kept}
    assert len(first.samples) == 5
    assert "(" in str(first.samples[0]["names"])
    assert make_entity_tags(store, "paper", 2024, tagger).made == 0


def test_only_what_changed_is_made_again(store: Store, summariser: Reader, kept: list[Article]):
    make_summaries(store, "paper", 2024, summariser)
    store.save_article(replace(kept[2], body="The company said that nothing of this had happened. It is sorry."))
    store.withdraw_article(kept[5].url, datetime(2024, 6, 1, tzinfo=UTC))
    again = make_summaries(store, "paper", 2024, summariser)
    assert (again.articles, again.made, again.kept) == (7, 1, 6)
    (changed,) = [summary for summary in store.summaries("paper", 2024) if summary.url == kept[2].url]
    assert changed.text == "The company said that nothing of this had happened."


def test_another_version_of_the_model_reads_everything_again(
    store: Store, spark: SparkSession, summary_model: Model, kept: list[Article]
):
    first, then = (reader(spark, replace(summary_model, version=version)) for version in ("1", "2"))
    make_summaries(store, "paper", 2024, first)
    assert make_summaries(store, "paper", 2024, then).made == len(kept)
    assert {summary.model_version for summary in store.summaries("paper", 2024)} == {"2"}


def test_what_was_made_before_a_failure_is_kept(
    store: Store, tagger: Reader, kept: list[Article], monkeypatch: pytest.MonkeyPatch
):
    calls = []

    def failing(spark: SparkSession, articles: list[Article], model: Model) -> list[EntityTags]:
        calls.append(len(articles))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return tag(spark, articles, model)

    tag = entities.tag
    monkeypatch.setattr(making, "BATCH", 3)
    monkeypatch.setattr(entities, "tag", failing)
    with pytest.raises(KeyboardInterrupt):
        make_entity_tags(store, "paper", 2024, tagger)
    assert calls == [3, 3, 2]
    monkeypatch.undo()
    assert make_entity_tags(store, "paper", 2024, tagger).made == 2


def test_an_empty_partition_makes_nothing_and_opens_no_session(store: Store):
    unused = Reader("m", "1", lambda: pytest.fail("a session was opened although there is nothing to make"))
    made = make_summaries(store, "paper", 1999, unused)
    assert (made.articles, made.made, made.kept, dict(made.by_month), made.samples) == (0, 0, 0, {}, ())
    assert make_entity_tags(store, "paper", 1999, unused).made == 0


def test_strange_articles_go_through_the_store(
    store: Store, summariser: Reader, tagger: Reader, strange: dict[str, Article]
):
    for article in strange.values():
        store.save_article(article)
    for make, reader in ((make_summaries, summariser), (make_entity_tags, tagger)):
        made = make(store, "paper", 2024, reader)
        assert (made.made, made.faults) == (len(strange), {})


def test_a_summary_that_contradicts_its_article_is_named(
    store: Store, summariser: Reader, kept: list[Article], monkeypatch: pytest.MonkeyPatch
):
    def invented(spark: SparkSession, articles: list[Article], model: Model) -> list[Summary]:
        text = "It rose by 98.7 per cent."
        return [Summary(each.url, each.source, each.year, text, each.content_hash, "m", "1") for each in articles]

    monkeypatch.setattr(summaries, "summarise", invented)
    made = make_summaries(store, "paper", 2024, summariser)
    assert set(made.faults) == {article.url for article in kept}
    assert all("98.7" in " ".join(named) for named in made.faults.values())


def test_a_tag_that_does_not_occur_is_named(stories: list[Article]):
    article = stories[0]

    def tags(name: str, start: int, end: int) -> EntityTags:
        tag = EntityTag(name, "organisation", ((start, end),))
        return EntityTags(article.url, article.source, article.year, (tag,), article.content_hash, "m", "1")

    assert tags_faults(article, tags(article.headline[:7], 0, 7)) == []
    assert tags_faults(article, tags("Nobody Ltd", 0, 7)) == ["Nobody Ltd: not in the article"]
    (outside,) = tags_faults(article, tags(article.headline[:7], 0, 10**6))
    assert outside.endswith(": nothing at (0, 1000000)")

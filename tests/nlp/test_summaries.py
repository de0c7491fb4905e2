from __future__ import annotations

from pyspark.sql import SparkSession

from stockpress.article import Article
from stockpress_nlp.extractive import summarise_text
from stockpress_nlp.sentences import word_count
from stockpress_nlp.summaries import MODEL, MODEL_VERSION, summarise


def test_every_article_gets_its_own_summary_on_spark(spark: SparkSession, stories: list[Article]):
    summaries = summarise(spark, stories)
    assert [summary.url for summary in summaries] == [story.url for story in stories]
    assert [summary.text for summary in summaries] == [summarise_text(story.headline, story.body) for story in stories]
    first = summaries[0]
    assert (first.source, first.year, first.model, first.model_version) == ("paper", 2024, MODEL, MODEL_VERSION)
    assert first.content_hash == stories[0].content_hash


def test_nothing_is_made_of_no_articles(spark: SparkSession):
    assert summarise(spark, []) == []


def test_strange_and_endless_articles_are_summarised_too(
    spark: SparkSession, strange: dict[str, Article], endless: Article
):
    articles = [*strange.values(), endless]
    for article, summary in zip(articles, summarise(spark, articles), strict=True):
        assert len(summary.text) < len(article.headline) + 2 + len(article.body)
        assert word_count(summary.text) <= 120

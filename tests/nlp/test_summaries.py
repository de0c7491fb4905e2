from __future__ import annotations

from pyspark.sql import SparkSession

from stockpress.article import Article
from stockpress_nlp.model import Model
from stockpress_nlp.sentences import word_count
from stockpress_nlp.summaries import summarise
from stockpress_nlp.summariser_folder import load_summariser


def test_every_article_gets_its_own_summary_on_spark(spark: SparkSession, stories: list[Article], summary_model: Model):
    summaries = summarise(spark, stories, summary_model)
    assert [summary.url for summary in summaries] == [story.url for story in stories]
    here = load_summariser(next(summary_model.folder.glob("data/*"))).summarise(
        [story.headline for story in stories], [story.body for story in stories], [story.language for story in stories]
    )
    assert [summary.text for summary in summaries] == here
    first = summaries[0]
    assert (first.source, first.year, first.content_hash) == ("paper", 2024, stories[0].content_hash)
    assert (first.model, first.model_version) == (summary_model.name, summary_model.version)


def test_nothing_is_made_of_no_articles(spark: SparkSession, summary_model: Model):
    assert summarise(spark, [], summary_model) == []


def test_strange_and_endless_articles_are_summarised_too(
    spark: SparkSession, strange: dict[str, Article], endless: Article, summary_model: Model
):
    articles = [*strange.values(), endless]
    for article, summary in zip(articles, summarise(spark, articles, summary_model), strict=True):
        assert len(summary.text) < len(article.headline) + 2 + len(article.body)
        assert word_count(summary.text) <= 120

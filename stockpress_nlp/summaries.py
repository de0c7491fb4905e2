"""Summaries of many articles, made on Spark. How one is made is the matter of a summariser, not of this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stockpress.article import Article
from stockpress.summary import Summary
from stockpress_nlp.division import spread
from stockpress_nlp.extractive import ExtractiveSummariser

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

MODEL = "extractive"
MODEL_VERSION = "1"

_ROWS = "place long, language string, headline string, body string"
_SUMMARIES = "place long, text string"


def summarise(spark: SparkSession, articles: Sequence[Article]) -> list[Summary]:
    """Return a summary of each article, in the order of *articles*."""
    if not articles:
        return []
    rows = [(place, each.language, each.headline, each.body) for place, each in enumerate(articles)]
    frame = spread(spark, rows, _ROWS, text=3).mapInPandas(_summarise_frames, _SUMMARIES)
    texts = {row.place: row.text for row in frame.collect()}
    return [_summary(article, texts[place]) for place, article in enumerate(articles)]


def _summarise_frames(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    import pandas as pd

    summariser = ExtractiveSummariser()
    for frame in frames:
        texts = summariser.summarise(list(frame.headline), list(frame.body), list(frame.language))
        yield pd.DataFrame({"place": frame.place, "text": texts})


def _summary(article: Article, text: str) -> Summary:
    return Summary(article.url, article.source, article.year, text, article.content_hash, MODEL, MODEL_VERSION)

"""Summaries of many articles: a model of the registry, a pyfunc model of mlflow, as a function of Spark's columns.

How one is made is the matter of a summariser (stockpress_nlp/summarisers.py), not of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stockpress.article import Article
from stockpress.summary import Summary
from stockpress_nlp import mlflow_access
from stockpress_nlp.division import spread
from stockpress_nlp.model import Model

if TYPE_CHECKING:
    from pyspark.sql import Column, SparkSession

_ROWS = "place long, language string, headline string, body string"

_functions: dict[tuple[str, Model], Callable[..., Column]] = {}


def summarise(spark: SparkSession, articles: Sequence[Article], model: Model) -> list[Summary]:
    """Return a summary of each article by *model*, in the order of *articles*."""
    texts = summarise_texts(spark, [(each.headline, each.body, each.language) for each in articles], model)
    return [
        Summary(each.url, each.source, each.year, text, each.content_hash, model.name, model.version)
        for each, text in zip(articles, texts, strict=True)
    ]


def summarise_texts(spark: SparkSession, texts: Sequence[tuple[str, str, str | None]], model: Model) -> list[str]:
    """Return the summary of each (headline, body, language) by *model*, in their order."""
    if not texts:
        return []
    from pyspark.sql.functions import struct

    rows = [(place, language, headline, body) for place, (headline, body, language) in enumerate(texts)]
    summary = _function(spark, model)(struct("headline", "body", "language"))
    made = spread(spark, rows, _ROWS, text=3).select("place", summary.alias("text")).collect()
    by_place = {row.place: row.text for row in made}
    return [by_place[place] for place in range(len(texts))]


def _function(spark: SparkSession, model: Model) -> Callable[..., Column]:
    """Return the model as a function of columns, made when the session is first asked for it."""
    asked = (spark.sparkContext.applicationId, model)
    if asked not in _functions:
        _functions.clear()
        _functions[asked] = mlflow_access.spark_function(spark, model.folder)
    return _functions[asked]

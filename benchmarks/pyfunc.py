"""What it costs that summaries are an mlflow pyfunc model applied with spark_udf, against a plain function of ours.

``python -m benchmarks.pyfunc --way pyfunc`` and ``--way plain``, each in a process of its own, after
``stockpress setup``. CPU is of this process and all that it started.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.year import articles_of, measured
from stockpress.article import Article
from stockpress.settings import Settings
from stockpress_desk.java import find_java
from stockpress_nlp.division import spread
from stockpress_nlp.model_registry import ModelRegistry
from stockpress_nlp.session import open_session
from stockpress_nlp.summaries import summarise
from stockpress_nlp.summariser_folder import load_summariser

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

WAYS = ("pyfunc", "plain")


@click.command()
@click.option("--way", type=click.Choice(WAYS), required=True)
def pyfunc(way: str) -> None:
    """Summarise 82 articles twice and 1,000 once."""
    with tempfile.TemporaryDirectory(prefix="stockpress-pyfunc-") as folder:
        here = Settings.from_environment()
        settings = here.with_environment(
            STOCKPRESS_HOME=folder, STOCKPRESS_JARS=str(here.jars), JAVA_HOME=str(find_java(here))
        )
        ModelRegistry(settings).in_use("summary_model")
        spark = open_session(settings)
        with measured("model from the registry"):
            registry = ModelRegistry(settings)
            model = registry.fetch(registry.in_use("summary_model"))
        for count in (82, 82, 1000):
            articles = list(articles_of(count, words=230))
            with measured(f"{way}: {count} articles"):
                if way == "pyfunc":
                    summarise(spark, articles, model)
                else:
                    _plain(spark, articles, next(model.folder.glob("data/*")))
        spark.stop()


def _plain(spark: SparkSession, articles: list[Article], folder: Path) -> None:
    rows = [(place, each.language, each.headline, each.body) for place, each in enumerate(articles)]
    frame = spread(spark, rows, "place long, language string, headline string, body string", text=3)

    def summarised(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        for frame in frames:
            texts = load_summariser(folder).summarise(list(frame.headline), list(frame.body), list(frame.language))
            yield pd.DataFrame({"place": frame.place, "text": texts})

    frame.mapInPandas(summarised, "place long, text string").collect()


if __name__ == "__main__":
    pyfunc()

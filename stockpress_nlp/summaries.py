"""Summaries: the sentences of an article that say what it says, applied to many articles on Spark.

The rule, for a body of n sentences: at most three of them and at most n - 1, whole and in their order, of together
about 70 words. Where every sentence is longer, the one that opens the story; where that is longer than 120 words,
and where there is no sentence at all, the headline. A body of one sentence is its own summary.
So a summary is always shorter than headline and body, and shorter than a body of more than one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stockpress.article import Article
from stockpress.summary import Summary
from stockpress_nlp.division import spread
from stockpress_nlp.salience import choose
from stockpress_nlp.sentences import sentences, word_count

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

MODEL = "extractive"
MODEL_VERSION = "1"

MOST_SENTENCES = 3
WORD_LIMIT = 70
LONGEST_SENTENCE = 120

_ROWS = "place long, language string, headline string, body string"
_SUMMARIES = "place long, text string"


def summarise_text(headline: str, body: str, language: str | None = None) -> str:
    """Return the summary of one article."""
    found = sentences(body, language)
    most = min(MOST_SENTENCES, max(len(found) - 1, 1))
    if chosen := choose(found, headline, most, WORD_LIMIT):
        return " ".join(found[place] for place in chosen)
    opening = found[0] if found else ""
    return opening if 0 < word_count(opening) <= LONGEST_SENTENCE else headline


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

    for frame in frames:
        texts = map(summarise_text, frame.headline, frame.body, frame.language)
        yield pd.DataFrame({"place": frame.place, "text": list(texts)})


def _summary(article: Article, text: str) -> Summary:
    return Summary(article.url, article.source, article.year, text, article.content_hash, MODEL, MODEL_VERSION)

"""Entity tags by a Spark NLP pipeline; the only importer of sparknlp.

Spark NLP finds sentences, tokens, known names (a token trie over the gazetteer) and runs of capitals; what of these
is an entity is decided by stockpress_nlp.tagging in the same job. An article longer than a piece is read in pieces,
so that one very long article is work for all cores. sparknlp and pandas are imported when the first article is
tagged, because the graph loads this module to know the model's version.
"""

from __future__ import annotations

import atexit
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress.article import Article
from stockpress.entity_tag import EntityTag, EntityTags
from stockpress_nlp.division import spread
from stockpress_nlp.gazetteer import Gazetteer, load_gazetteer
from stockpress_nlp.pieces import pieces, plain
from stockpress_nlp.reading import Reading
from stockpress_nlp.tagging import entities

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.ml import PipelineModel
    from pyspark.sql import DataFrame, Row, SparkSession

MODEL = "sparknlp-gazetteer"
MODEL_VERSION = "1"

_PIECES = "place long, headline_end long, piece long, offset long, text string"
_ENTITIES = "place long, name string, type string, symbol string, starts array<long>, ends array<long>"
_TOKEN_BREAK = r"\s+|(?={0})|(?<={0})".format(r"[^\s\p{L}\p{M}\p{N}]")
_NAME = (
    r"(?:(?:\p{Lu}\.)+|(?:St|Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|Jr|Sr|Prof|Sen|Rep|Gov)\."
    r"|\p{Lu}[\p{L}\p{M}\p{N}]*(?:['&-][\p{L}\p{M}\p{N}]+)*)"
)
_PARTICLE = "(?:af|al|bin|da|de|del|della|den|der|di|dos|du|la|le|ten|ter|van|von|zu) "
_RUN = f"{_NAME}(?: (?:{_PARTICLE})*{_NAME}| & {_NAME})*"

_pipelines: dict[str, PipelineModel] = {}


def tag(spark: SparkSession, articles: Sequence[Article]) -> list[EntityTags]:
    """Return the entity tags of each article, in the order of *articles*."""
    found: dict[int, list[Row]] = {place: [] for place in range(len(articles))}
    if articles:
        for row in _tagged(spark, articles).collect():
            found[row.place].append(row)
    return [_entity_tags(article, found[place]) for place, article in enumerate(articles)]


def _text(article: Article) -> str:
    """Return the text that spans are places in."""
    return f"{article.headline}\n\n{article.body}"


def _entity_tags(article: Article, rows: Sequence[Row]) -> EntityTags:
    text = _text(article)
    read = plain(text)
    found = sorted((_entity_tag(text, read, row) for row in rows), key=lambda entity: entity.spans[0])
    return EntityTags(
        article.url, article.source, article.year, tuple(found), article.content_hash, MODEL, MODEL_VERSION
    )


def _entity_tag(text: str, read: str, row: Row) -> EntityTag:
    """Return the entity with the name as the article spells it, which was read as *read*."""
    start = read.index(row.name)
    spans = tuple(zip(row.starts, row.ends, strict=True))
    return EntityTag(text[start : start + len(row.name)], row.type, spans, row.symbol)


def _tagged(spark: SparkSession, articles: Sequence[Article]) -> DataFrame:
    rows = [
        (place, len(article.headline), number, offset, piece)
        for place, article in enumerate(articles)
        for number, (offset, piece) in enumerate(pieces(plain(_text(article))))
    ]
    seen = _pipeline(spark).transform(spread(spark, rows, _PIECES, text=4)).selectExpr(
        "place", "headline_end", "piece", "offset", "text",
        "sentence.begin AS sentences",
        "known.begin AS known_begin", "known.end AS known_end",
        "run.begin AS run_begin", "run.end AS run_end",
    )  # fmt: skip
    gazetteer = spark.sparkContext.broadcast(load_gazetteer())

    def decide(frame: pd.DataFrame) -> pd.DataFrame:
        return _decided(frame, gazetteer.value)

    return seen.groupBy("place").applyInPandas(decide, _ENTITIES)


def _decided(frame: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the entities of one article, of which *frame* has the pieces."""
    import pandas as pd

    frame = frame.sort_values("piece")
    found = entities(_reading(frame), gazetteer)
    return pd.DataFrame(
        {
            "place": [int(frame.place.iloc[0])] * len(found),
            "name": [each.name for each in found],
            "type": [each.type for each in found],
            "symbol": [each.symbol for each in found],
            "starts": [[start for start, _ in each.spans] for each in found],
            "ends": [[end for _, end in each.spans] for each in found],
        },
        dtype=object,  # an article without entities has columns too
    )


def _reading(frame: pd.DataFrame) -> Reading:
    """Return what was seen in the pieces, with places in the whole text."""
    text = "".join(frame.text)
    # a heading without a point is no sentence of its own to Spark NLP
    lines = (match.end() for match in re.finditer(r"\n+", text))
    return Reading(
        text=text,
        headline_end=int(frame.headline_end.iloc[0]),
        sentence_starts=sorted({0, *lines, *(start for start, _ in _places(frame, "sentences", "sentences"))}),
        known=_places(frame, "known_begin", "known_end"),
        runs=_places(frame, "run_begin", "run_end"),
    )


def _places(frame: pd.DataFrame, begins: str, ends: str) -> list[tuple[int, int]]:
    """Return the (start, end) of the annotations of all pieces; Spark NLP's ends are inclusive."""
    return [
        (int(offset + begin), int(offset + end) + 1)
        for offset, piece_begins, piece_ends in zip(frame.offset, frame[begins], frame[ends], strict=True)
        for begin, end in zip(piece_begins, piece_ends, strict=True)
    ]


def _pipeline(spark: SparkSession) -> PipelineModel:
    """Return the fitted pipeline of the session, made when it is first asked for."""
    application = spark.sparkContext.applicationId
    if application not in _pipelines:
        _pipelines.clear()
        _pipelines[application] = _fitted(spark)
        atexit.register(_pipelines.clear)  # while py4j, which the pipeline's parts end through, is still there
    return _pipelines[application]


def _fitted(spark: SparkSession) -> PipelineModel:
    from pyspark.ml import Pipeline
    from sparknlp.annotator import RegexMatcher, RegexTokenizer, SentenceDetector, TextMatcher
    from sparknlp.base import DocumentAssembler

    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names.txt"
        names.write_text("".join(f"{name}\n" for name in load_gazetteer().forms), "utf-8")
        stages = [
            DocumentAssembler().setInputCol("text").setOutputCol("document"),
            SentenceDetector().setInputCols(["document"]).setOutputCol("sentence"),
            # letters and digits, or one other character: "Musk's" is Musk, ' and s
            RegexTokenizer().setInputCols(["document"]).setOutputCol("token").setPattern(_TOKEN_BREAK).setToLowercase(False),
            TextMatcher().setInputCols(["document", "token"]).setOutputCol("known").setEntities(names.as_uri()),
            RegexMatcher().setInputCols(["sentence"]).setOutputCol("run").setRules([f"{_RUN}~run"]).setDelimiter("~")
            .setStrategy("MATCH_ALL"),
        ]  # fmt: skip
        return Pipeline(stages=stages).fit(spark.createDataFrame([("",)], "text string"))

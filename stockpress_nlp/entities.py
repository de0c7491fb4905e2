"""Entity tags by a Spark NLP pipeline; the only importer of sparknlp.

Spark NLP finds the parts of words, what the model says of each (people, organisations, places) and known
names (a token trie over the gazetteer); what of these is an entity is decided by stockpress_nlp.tagging in the same
job. An article longer than a piece is read in pieces, so that one very long article is work for all cores. sparknlp
and pandas are imported when the first article is tagged, because the graph loads this module.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress.article import Article
from stockpress.entity_tag import EntityTag, EntityTags
from stockpress_nlp.division import spread
from stockpress_nlp.model import Model, packaged_entity_model
from stockpress_nlp.pieces import in_lines, pieces, plain
from stockpress_nlp.tagging.article import entities
from stockpress_nlp.tagging.gazetteer import Gazetteer, load_gazetteer
from stockpress_nlp.tagging.labels import PartLabel, require_known
from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.words import PARTS

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.ml import PipelineModel
    from pyspark.sql import DataFrame, Row, SparkSession

_PIECES = "place long, headline_end long, piece long, offset long, text string, lines string"
_ENTITIES = (
    "place long, name string, type string, symbol string, starts array<long>, ends array<long>,"
    " prominence double, confidence double"
)
# most parts are surely of no name: these stay in the JVM
_SURELY_NONE = 0.95
_LABELS = f"""transform(
    filter(label, part -> part.result != 'O' OR double(part.metadata['O']) < {_SURELY_NONE}),
    part -> struct(part.begin, part.result, part.metadata))"""
# of the model's word pieces; MiniLM was taught on no longer sentences
LONGEST_SENTENCE = 256
# in characters, so that what has no point for long is not cut off; four to a word piece in English
SPLIT = 800
# eight-bit activations are scaled by batch: alone, a sentence has the same names in any company, and no padding
BATCH = 1
# Spark's tasks are the parallelism
THREADS = 1

_pipelines: dict[tuple[str, Model], PipelineModel] = {}


def tag(spark: SparkSession, articles: Sequence[Article], model: Model | None = None) -> list[EntityTags]:
    """Return the entity tags of each article, in the order of *articles*, by *model* or else the packaged one."""
    model = model or packaged_entity_model()
    found = tag_texts(spark, [(article.headline, article.body) for article in articles], model)
    return [
        EntityTags(each.url, each.source, each.year, entities, each.content_hash, model.name, model.version)
        for each, entities in zip(articles, found, strict=True)
    ]


def tag_texts(spark: SparkSession, texts: Sequence[tuple[str, str]], model: Model) -> list[tuple[EntityTag, ...]]:
    """Return the entities of each (headline, body) by *model*, in order; without a headline spans are into the body."""
    whole = [f"{headline}\n\n{body}" if headline else body for headline, body in texts]
    found: dict[int, list[Row]] = {place: [] for place in range(len(texts))}
    if any(whole):
        ends = [len(headline) for headline, _ in texts]
        for row in _tagged(spark, list(zip(ends, whole, strict=True)), model).collect():
            found[row.place].append(row)
    return [_entity_tags(text, found[place]) for place, text in enumerate(whole)]


def _entity_tags(text: str, rows: Sequence[Row]) -> tuple[EntityTag, ...]:
    read = plain(text)
    return tuple(sorted((_entity_tag(text, read, row) for row in rows), key=lambda entity: entity.spans[0]))


def _entity_tag(text: str, read: str, row: Row) -> EntityTag:
    """Return the entity with the name as the article spells it, which was read as *read*."""
    start = read.index(row.name)
    spans = tuple(zip(row.starts, row.ends, strict=True))
    name = text[start : start + len(row.name)]
    return EntityTag(name, row.type, spans, row.symbol, row.prominence, row.confidence)


def _tagged(spark: SparkSession, texts: Sequence[tuple[int, str]], model: Model) -> DataFrame:
    """Return the entities of each (end of the headline, text)."""
    rows = [
        (place, headline_end, number, offset, piece, in_lines(piece))
        for place, (headline_end, text) in enumerate(texts)
        for number, (offset, piece) in enumerate(pieces(plain(text)))
    ]
    seen = _pipeline(spark, model).transform(spread(spark, rows, _PIECES, text=4)).selectExpr(
        "place", "headline_end", "piece", "offset", "text",
        "sentence.begin AS sentence_begin", "sentence.end AS sentence_end",
        "known.begin AS known_begin", "known.end AS known_end",
        f"{_LABELS} AS labels",
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
            "prominence": [each.prominence for each in found],
            "confidence": [each.confidence for each in found],
        },
        dtype=object,  # an article without entities has columns too
    )


def _reading(frame: pd.DataFrame) -> Reading:
    """Return what was seen in the pieces, with places in the whole text."""
    return Reading(
        text="".join(frame.text),
        headline_end=int(frame.headline_end.iloc[0]),
        sentences=sorted(_places(frame, "sentence_begin", "sentence_end")),
        known=_places(frame, "known_begin", "known_end"),
        labels={
            int(offset + label["begin"]): PartLabel.read(label["result"], dict(label["metadata"]))
            for offset, labels in zip(frame.offset, frame.labels, strict=True)
            for label in labels
        },
    )


def _places(frame: pd.DataFrame, begins: str, ends: str) -> list[tuple[int, int]]:
    """Return the (start, end) of the annotations of all pieces; Spark NLP's ends are inclusive."""
    return [
        (int(offset + begin), int(offset + end) + 1)
        for offset, piece_begins, piece_ends in zip(frame.offset, frame[begins], frame[ends], strict=True)
        for begin, end in zip(piece_begins, piece_ends, strict=True)
    ]


def _pipeline(spark: SparkSession, model: Model) -> PipelineModel:
    """Return the fitted pipeline of the session and the model, made when it is first asked for."""
    asked = (spark.sparkContext.applicationId, model)
    if asked not in _pipelines:
        _pipelines.clear()
        _pipelines[asked] = _fitted(spark, model)
        atexit.register(_pipelines.clear)  # while py4j, which the pipeline's parts end through, is still there
    return _pipelines[asked]


def _fitted(spark: SparkSession, model: Model) -> PipelineModel:
    from pyspark.ml import Pipeline
    from sparknlp.annotator import BertForTokenClassification, RegexTokenizer, SentenceDetector, TextMatcher
    from sparknlp.base import DocumentAssembler

    require_known((model.folder / "assets" / "labels.txt").read_text("utf-8").split(), model.folder)
    for threads in ("intraOpNumThreads", "interOpNumThreads"):
        spark.conf.set(f"spark.jsl.settings.onnx.{threads}", str(THREADS))
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names.txt"
        names.write_text("".join(f"{name}\n" for name in load_gazetteer().matched()), "utf-8")
        stages = [
            DocumentAssembler().setInputCol("lines").setOutputCol("document"),
            # its own rules end a sentence in "U.S. Steel" and "J.P. Morgan"
            SentenceDetector().setInputCols(["document"]).setOutputCol("sentence").setUseCustomBoundsOnly(True)
            .setCustomBounds(["\n"]).setCustomBoundsStrategy("none").setSplitLength(SPLIT),
            RegexTokenizer().setInputCols(["sentence"]).setOutputCol("token").setPattern(PARTS).setToLowercase(False),
            TextMatcher().setInputCols(["sentence", "token"]).setOutputCol("known").setEntities(names.as_uri()),
            BertForTokenClassification.loadSavedModel(str(model.folder), spark)
            .setInputCols(["sentence", "token"]).setOutputCol("label").setCaseSensitive(_is_cased(model.folder))
            .setMaxSentenceLength(LONGEST_SENTENCE).setBatchSize(BATCH),
        ]  # fmt: skip
        return Pipeline(stages=stages).fit(spark.createDataFrame([("",)], "lines string"))


def _is_cased(folder: Path) -> bool:
    """Say whether the model tells capitals: its vocabulary has pieces with one, beside signs such as [CLS]."""
    return any(piece != piece.lower() and not piece.startswith("[") for piece in _vocabulary(folder))


def _vocabulary(folder: Path) -> Iterable[str]:
    return (folder / "assets" / "vocab.txt").read_text("utf-8").split("\n")

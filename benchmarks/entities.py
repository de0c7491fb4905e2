"""How well the entity model finds people, organisations, places and others, beside spaCy: one command, one table.

``python -m benchmarks.entities --data FOLDER`` with the dependency group ``train``; spaCy is measured where it is
installed, and with ``--spark`` what the graph does: each sentence an article, model and gazetteer joined. Exact-span F1
by type on sentences that no model of ours was trained on; ``all`` is without misc, which few sets have.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from pyspark.sql import SparkSession

from benchmarks.desk_session import desk_session
from stockpress.article import Article
from stockpress.entity_tag import EntityTags
from stockpress_nlp.entities import tag as tag_articles
from stockpress_nlp.model import ENTITIES, entity_model
from stockpress_nlp.training import open_sets
from stockpress_nlp.training.case_vocabulary import with_cases
from stockpress_nlp.training.distillation import ask, named
from stockpress_nlp.training.first_weights import load_teacher, minilm
from stockpress_nlp.training.labelled import Labelled, Span
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.onnx_tagger import OnnxTagger
from stockpress_nlp.training.scores import Score, score
from stockpress_nlp.training.spacy_tagger import PACKAGES, SpacyAbsent, SpacyTagger

NO_HEADLINE = "-"
TYPES = {"person": "PER", "organisation": "ORG", "place": "LOC", "misc": "MISC"}
Tag = Callable[[Sequence[Labelled]], list[tuple[Span, ...]]]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of the open labelled sets.")
@click.option("--model", "models", type=click.Path(path_type=Path), multiple=True, default=[ENTITIES])
@click.option("--spark", is_flag=True, help="Measure the tags of the graph, by the first model, too.")
@click.option("--file", default="model.onnx", show_default=True, help="Name of the ONNX file in the model's folder.")
@click.option("--teacher", nargs=2, type=click.Path(path_type=Path), help="Folder of MPNet and the teacher kept.")
def entities(data: Path, models: Sequence[Path], spark: bool, file: str, teacher: tuple[Path, Path] | None) -> None:
    """Print F1 by type (precision and recall of all in parentheses) and sentences a second of one thread."""
    sets = {
        "UNER test": open_sets.uner(data, "test"),
        "WNUT test": open_sets.wnut(data, "test"),
        "WNUT, no groups": open_sets.wnut(data, "test", groups=False),
        "market news test": market_news("test"),
        "SEC test, cleaned": open_sets.sec(data),
    }
    for name, tag in _taggers(models, file).items():
        _measure(name, tag, sets)
    if teacher:
        _measure("teacher", _taught(*teacher), sets)
    if spark:
        with desk_session() as session:
            _measure(f"{models[0].name} in Spark", _graph(session, models[0]), sets)


def _measure(name: str, tag: Tag, sets: Mapping[str, Sequence[Labelled]]) -> None:
    for set_, sentences in sets.items():
        started = time.process_time()
        found = tag(sentences)
        speed = len(sentences) / (time.process_time() - started)
        click.echo(f"{name:22} {set_:18} {_line(score([each.spans for each in sentences], found))} {speed:6.0f}/s")


def _taggers(models: Sequence[Path], file: str) -> dict[str, Tag]:
    taggers: dict[str, Tag] = {}
    for name in PACKAGES:
        try:
            taggers[f"spaCy {name}"] = SpacyTagger(name).tag
        except SpacyAbsent as error:
            click.echo(f"not measured: {error}")
    return taggers | {model.name: _ours(OnnxTagger(model, file=file)) for model in models}


def _ours(tagger: OnnxTagger) -> Tag:
    return lambda sentences: tagger.tag([sentence.text for sentence in sentences])


def _taught(mpnet: Path, state: Path) -> Tag:
    uncased = (minilm() / "vocab.txt").read_text(encoding="utf-8").split()
    vocabulary = with_cases(uncased)
    teacher = load_teacher(mpnet, uncased, seed=1)
    teacher.read(state)

    def tag(sentences: Sequence[Labelled]) -> list[tuple[Span, ...]]:
        asked = ask(teacher, vocabulary, sentences, lambda _: None)
        return [named(each.text, heard).spans for each, heard in zip(sentences, asked, strict=True)]

    return tag


def _graph(session: SparkSession, model: Path) -> Tag:
    """Return what the graph says; how fast it is tells entity_speed.py, not the processor time of this program."""

    def tag(sentences: Sequence[Labelled]) -> list[tuple[Span, ...]]:
        when = datetime(2024, 5, 1, tzinfo=UTC)
        articles = [
            Article(f"https://paper.example/{number}", "paper", NO_HEADLINE, each.text, published=when, fetched=when)
            for number, each in enumerate(sentences)
        ]
        return [_spans(tags) for tags in tag_articles(session, articles, entity_model("measured", model))]

    return tag


def _spans(tags: EntityTags) -> tuple[Span, ...]:
    before = len(f"{NO_HEADLINE}\n\n")
    return tuple(
        Span(start - before, end - before, TYPES[entity.type])
        for entity in tags.entities
        for start, end in entity.spans
        if entity.type in TYPES and start >= before
    )


def _line(scores: dict[str, Score]) -> str:
    every = scores["all"]
    types = "  ".join(f"{type_} {scores[type_].f1:5.1f}" for type_ in TYPES.values() if scores[type_].meant)
    return f"all {every.f1:5.1f} ({every.precision:5.1f} {every.recall:5.1f})  {types}"


if __name__ == "__main__":
    entities()

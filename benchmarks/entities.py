"""How well the entity model finds people, organisations and places, beside spaCy: one command, one table.

``python benchmarks/entities.py --data FOLDER`` with the dependency group ``train``; spaCy is measured where it is
installed. Exact-span F1 by type on sentences that no model of ours was trained on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from stockpress_nlp.model import ENTITIES
from stockpress_nlp.training import open_sets
from stockpress_nlp.training.labelled import Labelled, Span
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.onnx_tagger import OnnxTagger
from stockpress_nlp.training.scores import Score, score
from stockpress_nlp.training.spacy_tagger import PACKAGES, SpacyAbsent, SpacyTagger

Tag = Callable[[Sequence[Labelled]], list[tuple[Span, ...]]]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of the open labelled sets.")
@click.option("--model", "models", type=click.Path(path_type=Path), multiple=True, default=[ENTITIES])
@click.option("--file", default="model.onnx", show_default=True, help="Name of the ONNX file in the model's folder.")
def entities(data: Path, models: Sequence[Path], file: str) -> None:
    """Print F1 by type (precision and recall of all in parentheses) and sentences a second of one thread."""
    sets = {
        "UNER test": open_sets.uner(data, "test"),
        "WNUT test": open_sets.wnut(data, "test"),
        "WNUT, no groups": open_sets.wnut(data, "test", groups=False),
        "market news test": market_news("test"),
        "SEC test, cleaned": open_sets.sec(data),
    }
    for name, tag in _taggers(models, file).items():
        for set_, sentences in sets.items():
            started = time.process_time()
            scores = score([sentence.spans for sentence in sentences], tag(sentences))
            speed = len(sentences) / (time.process_time() - started)
            click.echo(f"{name:22} {set_:18} {_line(scores)} {speed:6.0f}/s")


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


def _line(scores: dict[str, Score]) -> str:
    every = scores["all"]
    types = "  ".join(f"{type_} {scores[type_].f1:5.1f}" for type_ in ("PER", "ORG", "LOC"))
    return f"all {every.f1:5.1f} ({every.precision:5.1f} {every.recall:5.1f})  {types}"


if __name__ == "__main__":
    entities()

"""How fast entity tags are made in Spark, beside transformers and spaCy on the same sentences: one command, one table.

``python -m benchmarks.entity_speed`` with the dependency group ``train``; spaCy is measured where it is installed.
``--sweep`` also varies the knobs: sentences a batch, threads a task, longest sentence, eight bits or floats. Each time
is that of the processor (of all processes that were started) and of the clock, the best of ``--rounds``; the first
tagging, which loads the model, is not counted.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from unittest.mock import patch

import click
import psutil
import yaml
from pyspark.sql import SparkSession

from benchmarks.desk_session import desk_session
from stockpress.article import Article
from stockpress_nlp import entities
from stockpress_nlp.model import ENTITIES, Model, packaged_entity_model
from stockpress_nlp.sentences import sentences
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.spacy_tagger import SpacyAbsent, SpacyTagger

STORIES = Path(__file__).parents[1] / "stockpress_spiders" / "sample_press" / "stories"
SHAPE = {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
LABELS = 7
KNOBS = {"BATCH": (1, 4, 16, 32), "THREADS": (1, 2), "LONGEST_SENTENCE": (128, 256, 512)}


@click.command()
@click.option("--rounds", default=3, show_default=True)
@click.option(
    "--copies", default=5, show_default=True, help="How often each story is read, so that a job is no trifle."
)
@click.option("--sweep", is_flag=True, help="Vary the knobs of the pipeline too.")
def entity_speed(rounds: int, copies: int, sweep: bool) -> None:
    """Print sentences a second of two cores, and how many milliseconds of a core a sentence costs."""
    articles = list(_stories()) * copies
    texts = [text for article in articles for text in (article.headline, *sentences(article.body))]
    length = sum(map(len, texts)) / len(texts)
    click.echo(f"{len(articles)} stories ({copies} copies), {len(texts)} sentences, {length:.0f} characters each")
    with tempfile.TemporaryDirectory() as name, desk_session() as spark:
        as_it_is = _tagging(spark, articles, packaged_entity_model())
        cost, took = _measured("tag() in Spark, as it is", len(texts), rounds, as_it_is)
        if sweep:
            for knob, value in ((knob, value) for knob, values in KNOBS.items() for value in values):
                varied = Model(f"{knob} {value}", "sweep", ENTITIES)
                with patch.object(entities, knob, value):
                    _measured(f"  {varied.name.lower()}", len(texts), rounds, _tagging(spark, articles, varied))
            floats = Model("floats", "sweep", _floats(Path(name)))
            _measured("  floats", len(texts), rounds, _tagging(spark, articles, floats))
    peers: dict[str, Callable[[], object]] = {"transformers, eager": _transformers(texts)}
    try:
        spacy = SpacyTagger("en_core_web_md")
        peers["spaCy md"] = lambda: spacy.tag([Labelled(text, ()) for text in texts])
    except SpacyAbsent as error:
        click.echo(f"not measured: {error}")
    for name, run in peers.items():
        their_cost, they_took = _measured(name, len(texts), rounds, run)
        click.echo(
            f"{'':26} {they_took / took:.2f} times our time by the clock, {their_cost / cost:.2f} by the processor"
        )


def _tagging(spark: SparkSession, articles: Sequence[Article], model: Model) -> Callable[[], object]:
    return lambda: entities.tag(spark, articles, model)


def _measured(name: str, count: int, rounds: int, run: Callable[[], object]) -> tuple[float, float]:
    """Print and return the seconds of processor and clock of the best round, after one that is not counted."""
    run()
    taken: list[tuple[float, float]] = []
    for _ in range(rounds):
        processor, clock = _processor(), time.monotonic()
        run()
        taken.append((_processor() - processor, time.monotonic() - clock))
    processor, clock = (min(times) for times in zip(*taken, strict=True))
    click.echo(f"{name:26} {count / clock:6.0f} sentences/s, {1000 * processor / count:6.2f} ms of a core a sentence")
    return processor, clock


def _processor() -> float:
    """Return the processor seconds that this process and all that it started have used."""
    here = psutil.Process()
    times = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _stories() -> Iterator[Article]:
    for path in sorted(STORIES.glob("2024-*.yaml")):
        for number, story in enumerate(yaml.safe_load(path.read_text("utf-8"))):
            when = story["published"].astimezone(UTC)
            url = f"https://paper.example/{path.stem}/{number}"
            yield Article(url, "paper", story["headline"], story["body"], published=when, fetched=when, language="en")


def _bert():
    """Return a BERT of our model's shape: what its weights are makes no difference to its speed."""
    from transformers import BertConfig, BertForTokenClassification  # pyright: ignore[reportMissingImports]

    vocabulary = len((ENTITIES / "assets" / "vocab.txt").read_text("utf-8").split("\n"))
    config = BertConfig(vocab_size=vocabulary, num_labels=LABELS, **SHAPE)
    config._attn_implementation = "eager"
    return BertForTokenClassification(config).eval()


def _floats(folder: Path) -> Path:
    """Write a model of the same shape in floats to *folder*."""
    import shutil

    from stockpress_nlp.training.onnx_file import write_whole

    shutil.copytree(ENTITIES / "assets", folder / "assets")
    write_whole(_bert(), folder / "model.onnx")
    return folder


def _transformers(texts: Sequence[str], batch: int = 32) -> Callable[[], object]:
    """Return what labels *texts* with transformers on two threads, sentences of like length together."""
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BertTokenizerFast  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(2)
    bert = _bert()
    tokenizer = BertTokenizerFast(str(ENTITIES / "assets" / "vocab.txt"), do_lower_case=False)
    ordered = sorted(texts, key=len)

    def run() -> None:
        with torch.inference_mode():
            for start in range(0, len(ordered), batch):
                cut = tokenizer(
                    ordered[start : start + batch], padding=True, truncation=True, max_length=256, return_tensors="pt"
                )
                bert(**cut).logits.argmax(-1)

    return run


if __name__ == "__main__":
    entity_speed()

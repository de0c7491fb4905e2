"""``stockpress tag`` and ``stockpress summarise``: the graph's models over texts that a person hands in.

Neither a database nor Dagster is needed. Results go to standard output or a file, all else to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from stockpress.entity_tag import EntityTag
from stockpress.settings import InvalidSetting, Settings
from stockpress_desk.folders import require_writable
from stockpress_desk.given_texts import GivenText, given_texts
from stockpress_desk.jars import ensure_jars
from stockpress_desk.java import find_java
from stockpress_nlp.division import batches
from stockpress_nlp.mlflow_access import RegistryUnavailable
from stockpress_nlp.model import Model
from stockpress_nlp.model_registry import ModelRegistry

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BATCH = 200
BATCH_CHARACTERS = 2_000_000
Record = dict[str, Any]
Read = Callable[["SparkSession", Sequence[GivenText], Model], list[Record]]


def _reading(command: Callable[..., None]) -> click.Command:
    """Return a command over texts."""
    command = click.option("--plain", is_flag=True, help="Take standard input, or every file, as one plain text.")(
        command
    )
    output = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--output", type=output, help="The file to write instead of standard output.")(command)
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.command()(click.argument("files", nargs=-1, type=file)(command))


@_reading
def tag(files: tuple[Path, ...], output: Path | None, plain: bool) -> None:
    """Find the people, organisations and places in texts; write JSON Lines, one a text, in their order.

    FILES are JSON Lines (.jsonl) of {"id", "text"}, with a "headline" if there is one, or plain texts; without FILES
    standard input is read. Each entity has its type, the places (start and end, in characters) where the text names it,
    how much the text is about it, how sure the model is, and the symbol of a listed company.
    """
    _read_all(files, output, plain, "entity_model", _tagged)


@_reading
def summarise(files: tuple[Path, ...], output: Path | None, plain: bool) -> None:
    """Summarise texts; write JSON Lines, one a text, in their order.

    FILES are JSON Lines (.jsonl) of {"id", "text"}, with "headline" and "language" if they are known, or plain texts;
    without FILES standard input is read.
    """
    _read_all(files, output, plain, "summary_model", _summarised)


COMMANDS: tuple[click.Command, ...] = (tag, summarise)


def _tagged(spark: SparkSession, texts: Sequence[GivenText], model: Model) -> list[Record]:
    from stockpress_nlp.entities import tag_texts

    found = tag_texts(spark, [(each.headline, each.text) for each in texts], model)
    return [
        {"entities": [_entity(entity, each) for entity in entities]}
        for each, entities in zip(texts, found, strict=True)
    ]


def _entity(entity: EntityTag, given: GivenText) -> Record:
    """Return an entity as a record, its places in headline and text apart."""
    body = len(given.headline) + 2 if given.headline else 0
    headline = [[start, end] for start, end in entity.spans if start < body]
    return {
        "name": entity.name,
        "type": entity.type,
        "spans": [[start - body, end - body] for start, end in entity.spans if start >= body],
        **({"headline_spans": headline} if headline else {}),
        "symbol": entity.symbol,
        "prominence": entity.prominence,
        "confidence": entity.confidence,
    }


def _summarised(spark: SparkSession, texts: Sequence[GivenText], model: Model) -> list[Record]:
    from stockpress_nlp.summaries import summarise_texts

    found = summarise_texts(spark, [(each.headline, each.text, each.language) for each in texts], model)
    return [{"summary": text} for text in found]


def _read_all(files: Sequence[Path], output: Path | None, plain: bool, model_name: str, read: Read) -> None:
    """Read all texts in batches on one session; report each that failed, and end with 1 where one did."""
    if "twisted" in sys.modules:
        # It leaves a descriptor on typing.Generic that pyspark.ml trips over: go on as a program without it.
        os.execv(sys.executable, [sys.executable, "-m", "stockpress_desk.reading_commands", *sys.argv[1:]])
    total = failed = 0
    with _shown() as show, _written(output) as out, _session(model_name) as (spark, model):
        for batch in batches(given_texts(files, plain), lambda text: len(text.text), BATCH, BATCH_CHARACTERS):
            readable = [each for each in batch if each.refused is None]
            records = iter(read(spark, readable, model))
            for each in batch:
                if each.refused is not None:
                    click.echo(f"{each.where}: {each.refused}", err=True)
                    failed += 1
                    continue
                record = {"id": each.id, **next(records), "model": f"{model.name} {model.version}"}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()
            total += len(batch)
            show(f"{total} texts read")
    click.echo(f"{total} texts, {failed} of them refused", err=True)
    if failed:
        sys.exit(1)


@contextmanager
def _session(model_name: str) -> Iterator[tuple[SparkSession, Model]]:
    """Yield a Spark session and the model in use; raise ClickException where one cannot be had."""
    from stockpress_nlp.session import open_session

    try:
        here = Settings.from_environment()
        require_writable(here.home, "STOCKPRESS_HOME")
        ensure_jars(here, "spark", lambda what: click.echo(f"Jars of spark: fetching {what}", err=True))
        settings = here.with_environment(JAVA_HOME=str(find_java(here)))
        registry = ModelRegistry(settings)
        model = registry.fetch(registry.in_use(model_name))
    except (InvalidSetting, RegistryUnavailable) as error:
        raise click.ClickException(str(error)) from error
    spark = open_session(settings)
    try:
        yield spark, model
    finally:
        spark.stop()


@contextmanager
def _written(output: Path | None) -> Iterator[IO[str]]:
    """Yield what results are written to: a file, or standard output, which Spark's JVM would write to as well."""
    if output:
        with output.open("w", encoding="utf-8") as file:
            yield file
        return
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        with open(kept, "w", encoding="utf-8", closefd=False) as out:
            yield out
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def _shown() -> Iterator[Callable[[str], None]]:
    """Show on a terminal that work goes on, and how far it is."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("Starting Spark", total=None)
        yield lambda text: progress.update(task, description=text)


if __name__ == "__main__":
    click.Group(commands=COMMANDS)()

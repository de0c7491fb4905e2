"""What a year of articles costs to tag and summarise: time, CPU, memory, and dollars on EMR Serverless by list price.

``python -m benchmarks.year --articles 2000`` after ``stockpress setup``. The articles are sentences of the sample press
in another order each time, 600 words long; store, registry and models are the desk's own, in a folder that is removed.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import psutil
import yaml

from stockpress.article import Article
from stockpress.settings import Settings
from stockpress.store import open_store
from stockpress_desk.database import running_database
from stockpress_desk.java import find_java
from stockpress_nlp.making import Made, Reader, make_entity_tags, make_summaries
from stockpress_nlp.model_registry import ModelRegistry
from stockpress_nlp.sentences import sentences
from stockpress_nlp.session import open_session

STORIES = Path(__file__).parent.parent / "stockpress_spiders" / "sample_press" / "stories"
# USD, as public repositories quote the list price of EMR Serverless (x86, us-east-1) in November 2026
VCPU_HOUR, GB_HOUR = 0.052624, 0.0057785
# One job as docs/cloud.md has it: an executor with its cores all busy, a driver that waits, two minutes of start.
EXECUTOR, DRIVER, START = (4, 15), (2, 7), 120


@dataclass
class Cost:
    """What a stretch of work took; memory is of this process and all that it started, at its highest."""

    seconds: float = 0
    cpu_seconds: float = 0
    gigabytes: float = 0


@click.command()
@click.option("--articles", default=2000, show_default=True)
@click.option("--words", default=600, show_default=True)
def year(articles: int, words: int) -> None:
    """Measure one run over the articles of a year."""
    with tempfile.TemporaryDirectory(prefix="stockpress-year-") as folder:
        here = Settings.from_environment()
        settings = here.with_environment(
            STOCKPRESS_HOME=folder, STOCKPRESS_JARS=str(here.jars), JAVA_HOME=str(find_java(here))
        )
        with running_database(settings) as uri:
            _measure(settings.with_environment(STOCKPRESS_MONGODB_URI=uri), articles, words)


def _measure(settings: Settings, count: int, words: int) -> None:
    registry = ModelRegistry(settings)
    with open_store(settings) as store:
        for article in articles_of(count, words):
            store.save_article(article)
        with measured("first registration of the models"):
            used = {name: registry.in_use(name) for name in ("entity_model", "summary_model")}
        with measured("session start"):
            spark = open_session(settings)

        def reader(name: str) -> Reader:
            return Reader(used[name].title, used[name].version, lambda: (spark, registry.fetch(used[name])))

        works: dict[str, Callable[[], Made]] = {
            "entity tags": lambda: make_entity_tags(store, "year", 2024, reader("entity_model")),
            "summaries": lambda: make_summaries(store, "year", 2024, reader("summary_model")),
        }
        spent = 0.0
        for name, work in works.items():
            with measured(f"{name} of {count} articles of {words} words") as cost:
                made = work().made
            spent += cost.cpu_seconds
            click.echo(f"  {made / cost.seconds:.1f} a second")
        click.echo(f"one job of both: {_dollars(spent):.3f} USD")
        spark.stop()


def _dollars(cpu_seconds: float) -> float:
    """Return the list price of a job of so much work."""
    hours = (cpu_seconds / EXECUTOR[0] + START) / 3600
    return hours * sum(cores * VCPU_HOUR + gigabytes * GB_HOUR for cores, gigabytes in (EXECUTOR, DRIVER))


def articles_of(count: int, words: int) -> Iterator[Article]:
    """Yield articles of about *words* words, of sentences of the sample press; the same ones each time."""
    stories = [story for path in sorted(STORIES.glob("*.yaml")) for story in yaml.safe_load(path.read_text("utf-8"))]
    written = [sentence for story in stories for sentence in sentences(story["body"], "en")]
    chance, begin = random.Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(count):
        body = list[str]()
        while sum(len(sentence.split()) for sentence in body) < words:
            body.append(chance.choice(written))
        when = begin + timedelta(minutes=500_000 * number // count)
        headline = chance.choice(stories)["headline"]
        url = f"https://year.example/{number}"
        yield Article(url, "year", headline, " ".join(body), published=when, fetched=when, language="en")


@contextmanager
def measured(what: str) -> Iterator[Cost]:
    """Measure a stretch of work and print it."""
    cost, ended, before, started = Cost(), threading.Event(), _cpu(), time.monotonic()
    watch = threading.Thread(target=_watch, args=(cost, ended))
    watch.start()
    try:
        yield cost
    finally:
        ended.set()
        watch.join()
        cost.seconds, cost.cpu_seconds = time.monotonic() - started, _cpu() - before
        click.echo(f"{what}: {cost.seconds:.1f} s, {cost.cpu_seconds:.1f} s of CPU, {cost.gigabytes:.1f} GB at most")


def _watch(cost: Cost, ended: threading.Event) -> None:
    while not ended.wait(1):
        cost.gigabytes = max(cost.gigabytes, sum(_of(each, "memory") for each in _processes()) / 1e9)


def _cpu() -> float:
    return sum(_of(each, "cpu") for each in _processes())


def _processes() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def _of(process: psutil.Process, what: str) -> float:
    """Return the resident bytes or the CPU seconds of a process and of those it has buried; nothing once it is gone."""
    try:
        return process.memory_info().rss if what == "memory" else sum(process.cpu_times()[:4])
    except psutil.Error:
        return 0


if __name__ == "__main__":
    year()

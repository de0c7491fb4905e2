"""What a partition lacks is made and kept, a batch at a time: summaries and entity tags of one source and year.

An article is read again only where its text, or the model, has changed. The store is written by this process alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeVar

from stockpress.article import Article
from stockpress.entity_tag import EntityTags
from stockpress.store import Store
from stockpress.summary import Summary
from stockpress_nlp import entities, summaries
from stockpress_nlp.division import batches
from stockpress_nlp.model import Model
from stockpress_nlp.summary_faults import faults

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BATCH = 500
BATCH_CHARACTERS = 20_000_000
SAMPLES = 5

Row = Mapping[str, str | int]
Result = TypeVar("Result", Summary, EntityTags)


@dataclass(frozen=True, slots=True)
class Reader:
    """What articles are read with: a model by its name and version, and how to get at it and at a Spark session.

    ``start`` is called only where there is anything to read, for both take seconds to come.
    """

    model: str
    version: str
    start: Callable[[], tuple[SparkSession, Model]]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a partition of *articles* standing articles.

    ``made`` are new in this run, by month of publication in ``by_month``; ``kept`` were up to date. ``samples`` shows
    a few of the partition. ``faults`` says of those made that contradict their article, by URL, in what.
    """

    articles: int
    made: int
    kept: int
    by_month: Mapping[int, int] = field(default_factory=dict)
    samples: Sequence[Row] = ()
    seconds: float = 0.0
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


def make_summaries(store: Store, source: str, year: int, reader: Reader) -> Made:
    """Summarise the articles of the partition that lack a summary of their present text by the reader's model."""

    def summarise(articles: Sequence[Article]) -> list[Summary]:
        spark, model = reader.start()
        return summaries.summarise(spark, articles, model)

    return _make(
        store,
        _pending(store, "summaries", source, year, reader),
        make=summarise,
        save=store.save_summaries,
        wrong=lambda article, summary: faults(article.headline, article.body, summary.text),
        samples=lambda: (_summary_sample(store, each) for each in store.summaries(source, year)),
    )


def make_entity_tags(store: Store, source: str, year: int, reader: Reader) -> Made:
    """Tag the articles of the partition that lack entity tags of their present text by the reader's model."""

    def tag(articles: Sequence[Article]) -> list[EntityTags]:
        spark, model = reader.start()
        return entities.tag(spark, articles, model)

    return _make(
        store,
        _pending(store, "entity_tags", source, year, reader),
        make=tag,
        save=store.save_entity_tags,
        wrong=tags_faults,
        samples=lambda: (_tags_sample(store, each) for each in store.entity_tags(source, year)),
    )


def tags_faults(article: Article, tags: EntityTags) -> list[str]:
    """Return in what the tags contradict their article: names that do not occur there, spans outside it."""
    text = f"{article.headline}\n\n{article.body}"
    absent = [f"{entity.name}: not in the article" for entity in tags.entities if entity.name not in text]
    spans = ((entity, span) for entity in tags.entities for span in entity.spans)
    outside = [
        f"{each.name}: nothing at {at}" for each, at in spans if at[1] > len(text) or not text[slice(*at)].strip()
    ]
    return absent + outside


@dataclass(frozen=True, slots=True)
class _Pending:
    standing: int
    urls: Sequence[str]


def _pending(
    store: Store, what: Literal["summaries", "entity_tags"], source: str, year: int, reader: Reader
) -> _Pending:
    urls = store.pending(what, source, year, reader.model, reader.version)
    return _Pending(len(store.content_hashes(source, year)), urls)


def _make(
    store: Store,
    pending: _Pending,
    *,
    make: Callable[[Sequence[Article]], Sequence[Result]],
    save: Callable[[Sequence[Result]], int],
    wrong: Callable[[Article, Result], Sequence[str]],
    samples: Callable[[], Iterable[Row]],
) -> Made:
    started, by_month = time.monotonic(), Counter[int]()
    found = dict[str, Sequence[str]]()
    for articles in _batches(store, pending.urls):
        made = make(articles)
        save(made)
        by_month.update(article.published.month for article in articles)
        pairs = zip(articles, made, strict=True)
        found |= {article.url: named for article, result in pairs if (named := wrong(article, result))}
    return Made(
        articles=pending.standing,
        made=by_month.total(),
        kept=pending.standing - len(pending.urls),
        by_month=dict(by_month),
        samples=tuple(islice(samples(), SAMPLES)),
        seconds=round(time.monotonic() - started, 2),
        faults=found,
    )


def _batches(store: Store, urls: Sequence[str]) -> Iterator[list[Article]]:
    """Yield the articles in batches of at most BATCH, and of about BATCH_CHARACTERS."""
    return batches(filter(None, map(store.article, urls)), lambda article: len(article.body), BATCH, BATCH_CHARACTERS)


def _summary_sample(store: Store, summary: Summary) -> Row:
    return {"headline": _headline(store, summary.url), "summary": summary.text}


def _tags_sample(store: Store, tags: EntityTags) -> Row:
    names = [f"{each.name} ({each.symbol})" if each.symbol else each.name for each in tags.entities]
    return {"headline": _headline(store, tags.url), "entities": len(names), "names": ", ".join(names)}


def _headline(store: Store, url: str) -> str:
    article = store.article(url)
    return article.headline if article else url

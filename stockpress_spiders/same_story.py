"""Finds the same story in several sources, as news agencies' are, and links them; drops none.

A story's fingerprint is a MinHash of its words in threes (rensa). Two stories of different sources that were published
within days of each other and have most of their threes in common are the same.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from datetime import timedelta

from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue]

from stockpress.article import Article
from stockpress.fingerprint import Fingerprint
from stockpress.store import Store

MODEL = "rensa RMinHash of words in threes"
HASHES = 128
SEED = 1
MODEL_VERSION = f"{RMinHash.ALGORITHM_VERSION}-{HASHES}-{SEED}"
# Two stories may be the same where four hashes in a row are: at 0.6 in common that finds 99 of 100 pairs.
ROWS = 4
LEAST_IN_COMMON = 0.6
APART = timedelta(days=3)
BATCH = 200
WORD = re.compile(r"\w+")
Hashes = tuple[int, ...]


def digest_of(article: Article) -> bytes:
    """Return the MinHash of an article's body."""
    words = WORD.findall(article.body.lower())
    minhash = RMinHash(HASHES, SEED)
    minhash.update([" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))])
    return array("I", minhash.digest()).tobytes()


def in_common(one: Hashes, other: Hashes) -> float:
    """Return the estimated share of threes that two stories have in common."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / HASHES


def link_same_stories(store: Store, source: str, year: int) -> int:
    """Link the articles of a partition with the same stories in other sources; return how many have such.

    Idempotent: what lacks a fingerprint gets one, links are found anew. Holds the partition's fingerprints in memory
    and streams those of the others.
    """
    _fingerprint_pending(store, source, year)
    ours = {found.url: found for found in store.fingerprints(source, year) if found.model_version == MODEL_VERSION}
    linked = 0
    for month in range(1, 13):  # in parts, so that memory stays flat over a large year
        of_month = {url: found for url, found in ours.items() if found.published.month == month}
        links = _links(store, source, of_month) if of_month else {}
        for url, found in of_month.items():
            same = links.get(url, set())
            if set(found.same_as) != same:
                store.link_same_story(url, same)
            linked += bool(same)
    return linked


def _fingerprint_pending(store: Store, source: str, year: int) -> None:
    pending = set(store.pending("fingerprints", source, year, MODEL, MODEL_VERSION))
    batch: list[Fingerprint] = []
    for article in store.articles(source, year) if pending else ():
        if article.url in pending:
            batch.append(_fingerprint(article))
        if len(batch) == BATCH:
            store.save_fingerprints(batch)
            batch.clear()
    store.save_fingerprints(batch)


def _fingerprint(article: Article) -> Fingerprint:
    return Fingerprint(
        article.url,
        article.source,
        article.year,
        article.published,
        digest_of(article),
        article.content_hash,
        MODEL,
        MODEL_VERSION,
    )


def _links(store: Store, source: str, ours: dict[str, Fingerprint]) -> dict[str, set[str]]:
    hashes = {url: _hashes(found.digest) for url, found in ours.items()}
    buckets: defaultdict[tuple[int, Hashes], list[str]] = defaultdict(list)
    for url, one in hashes.items():
        for bucket in _buckets(one):
            buckets[bucket].append(url)
    times = [found.published for found in ours.values()]
    linked: defaultdict[str, set[str]] = defaultdict(set)
    around = (min(times) - APART, max(times) + APART)
    for other in store.fingerprints_elsewhere(source, *around, MODEL, MODEL_VERSION):
        theirs = _hashes(other.digest)
        for url in {url for bucket in _buckets(theirs) for url in buckets.get(bucket, ())}:
            near = abs(ours[url].published - other.published) <= APART
            if near and in_common(hashes[url], theirs) >= LEAST_IN_COMMON:
                linked[url].add(other.url)
    return linked


def _buckets(hashes: Hashes) -> list[tuple[int, Hashes]]:
    return [(at, hashes[at : at + ROWS]) for at in range(0, HASHES, ROWS)]


def _hashes(digest: bytes) -> Hashes:
    return tuple(array("I", digest))

"""Scores bodies as the article-extraction-benchmark of Zyte does: shingles of four words, averaged over pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

SHINGLE = 4
TOKEN = re.compile(r"\w+")

Hits = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BodyScore:
    """F1 of mean precision and mean recall, and the share of pages with an exact body."""

    f1: float
    precision: float
    recall: float
    exact: float


def hits(truth: str, found: str) -> Hits:
    """Return the numbers of shingles that are right, too many, and missing."""
    wanted, given = _shingles(truth), _shingles(found)
    right = (wanted & given).total()
    return right, given.total() - right, wanted.total() - right


def score(pages: Sequence[Hits]) -> BodyScore:
    """Average over pages; as in the benchmark, a page where nothing was found counts in recall alone."""
    precision = mean(right / (right + extra) for right, extra, _ in pages if right + extra)
    recall = mean(right / (right + missing) for right, _, missing in pages if right + missing)
    exact = mean(extra == missing == 0 for _, extra, missing in pages)
    return BodyScore(2 * precision * recall / (precision + recall), precision, recall, exact)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[start : start + SHINGLE]) for start in range(max(1, len(tokens) - SHINGLE + 1)))

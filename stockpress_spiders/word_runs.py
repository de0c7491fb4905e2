"""Runs of words, by which texts are compared: how much of one is in another. What for is decided elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

# Chinese and Japanese are written without spaces: there a character counts as a word.
CHARACTERS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{CHARACTERS}]|[^\W{CHARACTERS}]+")
LENGTH = 3

Run = tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the words of *text* in small letters."""
    return WORD.findall(text.lower())


def runs(found: Sequence[str]) -> list[Run]:
    """Return the runs of LENGTH words, one starting at each word; a shorter one where there are fewer words."""
    return [tuple(found[start : start + LENGTH]) for start in range(max(1, len(found) - LENGTH + 1))] if found else []


def runs_of(text: str) -> set[Run]:
    """Return the runs of *text*, and its lines that are shorter than a run."""
    short = {tuple(found) for line in text.splitlines() if 0 < len(found := words(line)) < LENGTH}
    return set(runs(words(text))) | short


def share(of: Sequence[Run], within: Collection[Run]) -> float:
    """Return how much of some runs is *within* others, from 0 to 1."""
    return sum(run in within for run in of) / len(of) if of else 0.0


def likeness(one: Counter[Run], other: Counter[Run]) -> float:
    """Return how much two texts have in common, from 0 to 1: the F1 of their runs."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0

"""Exact-span precision, recall and F1 by type. A name counts where both its ends and its type are right.

``all`` are people, organisations and places: of the open sets few have MISC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stockpress_nlp.training.labelled import TYPES, Span

MAIN_TYPES = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Score:
    """How many names were right, said and meant."""

    right: int
    said: int
    meant: int

    @property
    def precision(self) -> float:
        """The share of names said that are right, in per cent."""
        return 100 * self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """The share of names meant that were said, in per cent."""
        return 100 * self.right / self.meant if self.meant else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in per cent."""
        return 200 * self.right / (self.said + self.meant) if self.said + self.meant else 0.0


def score(meant: Sequence[Iterable[Span]], said: Sequence[Iterable[Span]]) -> dict[str, Score]:
    """Return the score of each type and of ``all`` over sentences in the same order."""
    pairs = [(set(right), set(found)) for right, found in zip(meant, said, strict=True)]
    return {type_: _of(pairs, (type_,)) for type_ in TYPES} | {"all": _of(pairs, MAIN_TYPES)}


def _of(pairs: Sequence[tuple[set[Span], set[Span]]], types: Sequence[str]) -> Score:
    chosen = [[{span for span in spans if span.type in types} for spans in pair] for pair in pairs]
    return Score(
        sum(len(right & found) for right, found in chosen),
        sum(len(found) for _, found in chosen),
        sum(len(right) for right, _ in chosen),
    )

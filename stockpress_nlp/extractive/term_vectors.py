"""The words of texts as TF-IDF vectors, and how near two texts are. Pure sums; nothing is scored or chosen here."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from stockpress_nlp.sentences import UNSPACED
from stockpress_nlp.wordlists import words

Vector = Mapping[str, float]


def vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """Return the TF-IDF vector of each text's terms, of length one; empty for a text without terms."""
    counts = [Counter(text) for text in texts]
    spread = Counter(term for count in counts for term in count)
    weighted = [
        {term: (1 + math.log(n)) * math.log(1 + len(texts) / spread[term]) for term, n in count.items()}
        for count in counts
    ]
    return [_unit(vector) for vector in weighted]


def terms(text: str) -> list[str]:
    """Return the words that count, plural and singular as one; pairs of characters where no spaces are written."""
    unspaced = UNSPACED.findall(text)
    pairs = [first + second for first, second in pairwise(unspaced)]
    found = re.findall(r"\w+", UNSPACED.sub(" ", text).lower())
    return pairs + [_stem(term) for term in found if len(term) > 1 and term not in words("function_words")]


def nearness(one: Vector, other: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of length one, or the dot product of others."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


def _stem(term: str) -> str:
    return term[:-1] if len(term) > 3 and term.endswith("s") and not term.endswith("ss") else term


def _unit(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}

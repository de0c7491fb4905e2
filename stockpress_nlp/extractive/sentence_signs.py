"""What can be seen of each sentence of an article without understanding it. How much a sign counts is not said here.

Centrality is the mean TF-IDF cosine of a sentence with all others, which is LexRank's degree without a threshold
(Erkan and Radev, JAIR 22, 2004); it needs the sum of the vectors only, so that a long article costs linear time.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stockpress_nlp.extractive.name_debts import debts
from stockpress_nlp.extractive.opening_marks import without_layout
from stockpress_nlp.extractive.sentence_flaws import flaws, is_unfinished, leans, opens_with_quotation
from stockpress_nlp.extractive.term_vectors import Vector, nearness, terms, vectors
from stockpress_nlp.sentences import word_count

QUOTATION = re.compile(r"[\"“”«»„]")
FIGURE = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with the number of its words, its terms as a vector, its signs, and why it may not stand alone.

    ``owes`` has the places of the sentences that say who somebody is whom this one calls by the last name.
    """

    text: str
    length: int
    vector: Vector
    signs: Mapping[str, float]
    flaws: frozenset[str] = frozenset()
    owes: frozenset[int] = frozenset()


def seen(paragraphs: Sequence[Sequence[str]], headline: str) -> list[Seen]:
    """Return each sentence of *paragraphs*, in order, with what is seen of it."""
    places = [(number, start == 0) for number, paragraph in enumerate(paragraphs) for start in range(len(paragraph))]
    texts = [without_layout(sentence) for paragraph in paragraphs for sentence in paragraph]
    found = [terms(text) for text in texts]
    *points, title = vectors([*found, terms(headline)])
    lengths = [word_count(text) for text in texts]
    spread = Counter(term for each in found for term in set(each))
    signs = [
        {
            **_place(number, *places[number]),
            **_wording(text, length),
            "headline_nearness": nearness(point, title),
            "headline_share": len(set(each) & title.keys()) / max(1, len(title)),
            "usual_words": sum(spread[term] for term in each) / max(1, len(texts) * len(each)),
            "near_opening": max((nearness(point, points[other]) for other in range(min(3, number))), default=0.0),
            "central": degree,
        }
        for number, (text, length, each, point, degree) in enumerate(
            zip(texts, lengths, found, points, _degrees(points), strict=True)
        )
    ]
    return [
        Seen(*each)
        for each in zip(texts, lengths, points, signs, map(flaws, texts), debts(texts, headline), strict=True)
    ]


def _place(number: int, paragraph: int, opens_paragraph: bool) -> dict[str, float]:
    return {
        "late": math.log1p(number),
        "early": 1 / (1 + number),
        "early_paragraph": 1 / (1 + paragraph),
        "opens_paragraph": opens_paragraph,
    }


def _wording(text: str, length: int) -> dict[str, float]:
    names = sum(word[0].isupper() for word in text.split()[1:])
    figures = len(FIGURE.findall(text))
    return {
        "words": math.log1p(length),
        "short": length < 8,
        "long": length > 45,
        "names": names / max(1, length),
        "figures": figures / max(1, length),
        "figure": figures > 0,
        "quotes": QUOTATION.search(text) is not None,
        "opens_with_quotation": opens_with_quotation(text),
        "asks": text.rstrip('"”»').endswith("?"),
        "exclaims": "!" in text,
        "leans": leans(text),
        "unfinished": is_unfinished(text),
    }


def _degrees(points: Sequence[Vector]) -> list[float]:
    """Return how near each sentence is to all others, the most central one being 1."""
    total: Counter[str] = Counter()
    for point in points:
        total.update(point)
    degrees = [max(nearness(point, total) - 1, 0.0) if point else 0.0 for point in points]
    highest = max(degrees, default=0) or 1
    return [degree / highest for degree in degrees]

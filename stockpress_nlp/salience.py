"""Which sentences of an article say what it says: sums over the words of sentences.

Centrality is the mean TF-IDF cosine of a sentence with all others, which is LexRank's degree without a threshold
(Erkan and Radev, JAIR 22, 2004); it needs the sum of the vectors only, so that a long article costs linear time.
Choosing is by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). Pure; nothing here knows Spark.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from stockpress_nlp.sentences import UNSPACED, word_count
from stockpress_nlp.wordlists import lines, words

Vector = Mapping[str, float]

CENTRALITY, LEAD, HEADLINE, FIGURE = 0.4, 0.4, 0.2, 0.05
REPETITION = 0.6
SAME = 0.7
LEANING = 0.3
WORTH_ADDING = 0.15
PERSON = {"he", "she", "his", "her", "him"}
SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


def choose(sentences: Sequence[str], headline: str, most: int, word_limit: int) -> list[int]:
    """Return the places, in order, of at most *most* sentences of together at most *word_limit* words.

    Empty where no sentence is short enough.
    """
    vectors = _vectors([*sentences, headline])
    scores = _scores(sentences, vectors[:-1], vectors[-1])
    lengths = [word_count(sentence) for sentence in sentences]
    chosen: list[int] = []
    while len(chosen) < most:
        left = word_limit - sum(lengths[place] for place in chosen)
        fitting = [
            (_worth(place, chosen, sentences, vectors, scores), -place)
            for place in range(len(sentences))
            if place not in chosen and lengths[place] <= left
        ]
        best, place = max(fitting, default=(0.0, 0))
        if not fitting or (chosen and best < WORTH_ADDING * max(scores)):
            break
        chosen.append(-place)
    return sorted(chosen)


def _scores(sentences: Sequence[str], vectors: Sequence[Vector], headline: Vector) -> list[float]:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    degrees = [_dot(vector, total) - 1 if vector else 0.0 for vector in vectors]
    highest = max(degrees, default=0) or 1
    return [
        _fitness(sentence)
        * (
            CENTRALITY * max(degree, 0) / highest
            + LEAD / (1 + place / 2)
            + HEADLINE * _dot(vector, headline)
            + FIGURE * any(character.isdigit() for character in sentence)
        )
        for place, (sentence, vector, degree) in enumerate(zip(sentences, vectors, degrees, strict=True))
    ]


def _fitness(sentence: str) -> float:
    """Return how well the sentence can stand in a summary at all, 0 to 1."""
    if sentence.lower().startswith(lines("furniture")):
        return 0.0
    fitness = 1.0
    if not SENTENCE_END.search(sentence):
        fitness *= 0.5
    if sentence[0] in "\"“«'‘":
        fitness *= 0.6
    if word_count(sentence) < 7:
        fitness *= 0.5
    return fitness


def _worth(
    place: int, chosen: Sequence[int], sentences: Sequence[str], vectors: Sequence[Vector], scores: Sequence[float]
) -> float:
    """Return what the sentence would add to those *chosen*; below nothing where it says the same again."""
    nearest = max((_dot(vectors[place], vectors[other]) for other in chosen), default=0.0)
    if nearest >= SAME:
        return -1.0
    leans = place > 0 and place - 1 not in chosen and _leans(sentences[place])
    return scores[place] * (LEANING if leans else 1.0) * (1 - REPETITION * nearest)


def _leans(sentence: str) -> bool:
    """Say whether the sentence, by how it begins, can be understood only after the one before."""
    start = re.findall(r"\w+", sentence.lower())[:10]
    opening = " ".join(start[:3]) + " "
    return opening.startswith(tuple(f"{word} " for word in words("leaning_words"))) or not PERSON.isdisjoint(start)


def _vectors(texts: Sequence[str]) -> list[Vector]:
    """Return the TF-IDF vector of each text, of length one; empty for a text without words that count."""
    counts = [Counter(_terms(text)) for text in texts]
    spread = Counter(term for count in counts for term in count)
    weighted = [
        {term: (1 + math.log(n)) * math.log(1 + len(texts) / spread[term]) for term, n in count.items()}
        for count in counts
    ]
    return [_unit(vector) for vector in weighted]


def _terms(text: str) -> list[str]:
    unspaced = UNSPACED.findall(text)
    pairs = [first + second for first, second in pairwise(unspaced)]
    found = re.findall(r"\w+", UNSPACED.sub(" ", text).lower())
    return pairs + [_stem(term) for term in found if len(term) > 1 and term not in words("function_words")]


def _stem(term: str) -> str:
    return term[:-1] if len(term) > 3 and term.endswith("s") and not term.endswith("ss") else term


def _unit(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _dot(one: Vector, other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())

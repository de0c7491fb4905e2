"""Which sentences of an article say what it says: a learned score, and a choice of few that do not repeat each other.

The score is linear in the signs of sentence_signs.py; its weights come from standfirsts that publishers
wrote (benchmarks/train_summaries.py). Choosing is by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
It ends where the best that is left does not fit: a shorter one that fits says less and only fills.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stockpress_nlp.extractive.sentence_flaws import belongs_to_page, is_sentence
from stockpress_nlp.extractive.sentence_signs import Seen
from stockpress_nlp.extractive.term_vectors import nearness

Weights = Mapping[str, float]

# Weights are learned from texts without what the publisher repeats as standfirst, so know too little of openings.
OPENING = 1.0
REPETITION = 1.0
SAME = 0.7
# the part of its terms that a sentence may share with one chosen before it
SHARED = 0.6
# of words; with fewer a summary goes on although the best sentence that is left does not fit
ENOUGH = 40
# what the score loses where the sentence cannot stand alone, speaks of somebody not yet named, or has a flaw
LEANING, NAMELESS = 1.5, 0.7
FLAWS: Mapping[str, float] = {
    "asks": 0.5,
    "bare quotation": 1.0,
    "labelled": 0.7,
    "opens with quotation": 0.5,
    "refuses comment": 2.5,
    "speaks of the writer": 0.5,
    "speaks to the reader": 1.0,
}


def choose(sentences: Sequence[Seen], weights: Weights, most: int, word_limit: int) -> list[int]:
    """Return the places, in order, of at most *most* sentences of together at most *word_limit* words.

    Empty where no sentence is short enough.
    """
    scores = [score(sentence, weights) for sentence in sentences]
    able, chosen = _able(sentences), list[int]()
    while len(chosen) < most:
        ranked = sorted(
            (place for place in able if not chosen or _adds(place, chosen, sentences)),
            key=lambda place: (_loss(place, chosen, sentences) - scores[place], place),
        )
        left = word_limit - sum(sentences[place].length for place in chosen)
        fitting = [place for place in ranked if sentences[place].length <= left]
        if not fitting or (fitting[0] != ranked[0] and word_limit - left >= ENOUGH):
            break
        chosen.append(fitting[0])
    return sorted(chosen)


def score(sentence: Seen, weights: Weights) -> float:
    """Return how well the sentence would stand in a summary, as far as *weights* know."""
    return OPENING * sentence.signs["early"] + sum(weight * sentence.signs[sign] for sign, weight in weights.items())


def _able(sentences: Sequence[Seen]) -> list[int]:
    """Return the places of what may be chosen: whole sentences of the story, the first of equal ones."""
    first = {sentence.text: place for place, sentence in reversed(list(enumerate(sentences)))}
    usable = sorted(place for text, place in first.items() if not belongs_to_page(text))
    return [place for place in usable if is_sentence(sentences[place].text, sentences[place].length)] or usable


def _loss(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> float:
    sentence = sentences[place]
    vague = place > 0 and "vague" in sentence.flaws and not any(other < place for other in chosen)
    return (
        REPETITION * _nearest(place, chosen, sentences)
        + LEANING * (vague or _leans(place, chosen, sentences))
        + NAMELESS * (not sentence.owes <= set(chosen))
        + sum(loss for flaw, loss in FLAWS.items() if flaw in sentence.flaws)
    )


def _leans(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> bool:
    return bool(sentences[place].signs["leans"]) and place - 1 not in chosen


def _adds(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> bool:
    """Say whether the sentence can be understood after those chosen and says something else."""
    own = sentences[place].vector.keys()
    shared = max(len(own & sentences[other].vector.keys()) for other in chosen)
    return (
        place not in chosen
        and not _leans(place, chosen, sentences)
        and _nearest(place, chosen, sentences) < SAME
        and shared <= SHARED * len(own)
    )


def _nearest(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> float:
    return max((nearness(sentences[place].vector, sentences[other].vector) for other in chosen), default=0.0)

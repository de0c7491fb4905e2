"""Which sentences of an article say what it says: a learned score, and a choice of few that do not repeat each other.

The score is linear in the signs of stockpress_nlp/sentence_signs.py; its weights come from standfirsts that publishers
wrote (benchmarks/train_summaries.py). Choosing is by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stockpress_nlp.sentence_signs import Seen
from stockpress_nlp.term_vectors import nearness
from stockpress_nlp.wordlists import lines

Weights = Mapping[str, float]

REPETITION = 1.0
SAME = 0.7
# of words; one of fewer says nothing by itself: "He agreed."
SHORTEST = 4
# what the score loses where the sentence cannot stand alone, and where it is a quotation
LEANING, QUOTATION = 1.5, 0.5


def choose(sentences: Sequence[Seen], weights: Weights, most: int, word_limit: int) -> list[int]:
    """Return the places, in order, of at most *most* sentences of together at most *word_limit* words.

    Empty where no sentence is short enough.
    """
    scores = [score(sentence, weights) for sentence in sentences]
    first = {sentence.text: place for place, sentence in reversed(list(enumerate(sentences)))}
    usable = [place for text, place in first.items() if not _belongs_to_page(text)]
    able = [place for place in usable if _is_sentence(sentences[place])] or usable
    chosen: list[int] = []
    while len(chosen) < most:
        left = word_limit - sum(sentences[place].length for place in chosen)
        fitting = [
            (scores[place] - _loss(place, chosen, sentences), -place)
            for place in able
            if place not in chosen and sentences[place].length <= left and not _repeats(place, chosen, sentences)
        ]
        if not fitting:
            break
        chosen.append(-max(fitting)[1])
    return sorted(chosen)


def score(sentence: Seen, weights: Weights) -> float:
    """Return how well the sentence would stand in a summary, as far as *weights* know."""
    return sum(weight * sentence.signs[sign] for sign, weight in weights.items())


def _belongs_to_page(text: str) -> bool:
    return text.lower().startswith(lines("furniture"))


def _is_sentence(sentence: Seen) -> bool:
    """Say whether it is a sentence, and no heading, list number or rest of one."""
    return sentence.length >= SHORTEST and not sentence.signs["unfinished"] and not sentence.text[0].islower()


def _loss(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> float:
    sentence = sentences[place]
    alone = place > 0 and place - 1 not in chosen and sentence.signs["leans"]
    quoted = sentence.text[0] in "\"“«'‘„"
    return REPETITION * _nearest(place, chosen, sentences) + LEANING * alone + QUOTATION * quoted


def _repeats(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> bool:
    return _nearest(place, chosen, sentences) >= SAME


def _nearest(place: int, chosen: Sequence[int], sentences: Sequence[Seen]) -> float:
    return max((nearness(sentences[place].vector, sentences[other].vector) for other in chosen), default=0.0)

"""What the model is taught with: which sets, how often, and how each sentence is varied. Reads them, trains nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from stockpress_nlp.training import open_sets
from stockpress_nlp.training.encoding import encode
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.learning import Round
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.other_names import other_names
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.training.variety import exchanged, other_capitals

Varied = Callable[[Labelled, Random], Labelled]
Lesson = tuple[Labelled, Varied]
NAMES_SEED = 7
# of three copies of our news two get other names, of the open sentences every other one
NEWS_COPIES = 2
OPEN_SHARE = 0.5


def lessons(data: Path) -> list[Lesson]:
    """Return every labelled sentence to teach with the way to vary it; *data* is the folder of the open sets."""
    opened = _opened(data)
    listed = other_names(Random(NAMES_SEED), held_out=_tested())

    def other_news(sentence: Labelled, random: Random) -> Labelled:
        return other_capitals(exchanged(sentence, listed, random), random)

    other_open = _other(_every(listed, opened))
    news = market_news("train")
    return [
        *((sentence, other_open) for sentence in opened),
        *((sentence, other_capitals) for sentence in news),
        *((sentence, other_news) for sentence in news * NEWS_COPIES),
    ]


def other_sentence(data: Path) -> Varied:
    """Return the way to vary sentences from anywhere: other names and other capitals, each now and then."""
    return _other(_every(other_names(Random(NAMES_SEED), held_out=_tested()), _opened(data)))


def drawn(lessons: Sequence[Lesson], random: Random) -> list[Labelled]:
    """Return the sentence of each lesson, varied."""
    return [vary(sentence, random) for sentence, vary in lessons]


def plain_round(lessons: Sequence[Lesson], pieces: Pieces) -> Round:
    """Return what a tagger without a teacher reads in each round: every lesson, varied anew."""
    return lambda _, random: [encode(sentence, pieces) for sentence in drawn(lessons, random)]


def _opened(data: Path) -> list[Labelled]:
    return [
        *open_sets.uner(data, "dev"),
        *open_sets.wnut(data, "train"),
        *open_sets.wnut(data, "dev"),
        *open_sets.wikigold(data),
    ]


def _every(listed: dict[str, list[str]], opened: Sequence[Labelled]) -> dict[str, list[str]]:
    return {type_: [*names, *_names(opened, type_)] for type_, names in listed.items()}


def _other(names: dict[str, list[str]]) -> Varied:
    def other(sentence: Labelled, random: Random) -> Labelled:
        chosen = exchanged(sentence, names, random) if random.random() < OPEN_SHARE else sentence
        return other_capitals(chosen, random)

    return other


def _names(sentences: Sequence[Labelled], *types: str) -> list[str]:
    """Return the names of these types in the sentences, as often as they occur."""
    return [
        sentence.text[span.start : span.end] for sentence in sentences for span in sentence.spans if span.type in types
    ]


def _tested() -> list[str]:
    """Return the names of organisations and people in the test sentences, never to be drawn in training."""
    return _names(market_news("test"), "ORG", "PER")

"""What the model is taught with: which sets, how often, and how each sentence is varied. Reads them, trains nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from stockpress_nlp.training import open_sets
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.learning import Varied
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.other_names import other_names
from stockpress_nlp.training.variety import exchanged, other_capitals

NAMES_SEED = 7
# of three copies of our news two get other names, of the open sentences every other one
NEWS_COPIES = 2
OPEN_SHARE = 0.5


def lessons(data: Path) -> list[tuple[Labelled, Varied]]:
    """Return every sentence to teach with the way to vary it; *data* is the folder of the open sets."""
    opened = [
        *open_sets.uner(data, "dev"),
        *open_sets.wnut(data, "train"),
        *open_sets.wnut(data, "dev"),
        *open_sets.wikigold(data),
    ]
    listed = other_names(Random(NAMES_SEED), held_out=_tested())
    every = {type_: [*names, *_names(opened, type_)] for type_, names in listed.items()}

    def other_news(sentence: Labelled, random: Random) -> Labelled:
        return other_capitals(exchanged(sentence, listed, random), random)

    def other_open(sentence: Labelled, random: Random) -> Labelled:
        chosen = exchanged(sentence, every, random) if random.random() < OPEN_SHARE else sentence
        return other_capitals(chosen, random)

    news = market_news("train")
    return [
        *((sentence, other_open) for sentence in opened),
        *((sentence, other_capitals) for sentence in news),
        *((sentence, other_news) for sentence in news * NEWS_COPIES),
    ]


def _names(sentences: Sequence[Labelled], *types: str) -> list[str]:
    """Return the names of these types in the sentences, as often as they occur."""
    return [
        sentence.text[span.start : span.end] for sentence in sentences for span in sentence.spans if span.type in types
    ]


def _tested() -> list[str]:
    """Return the names of organisations and people in the test sentences, never to be drawn in training."""
    return _names(market_news("test"), "ORG", "PER")

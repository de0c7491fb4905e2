"""What the model is taught with: which sets, how often, and how each sentence is varied. Reads them, trains nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

from stockpress_nlp.training import open_sets
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.learning import Varied
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.other_names import other_names
from stockpress_nlp.training.variety import exchanged, other_capitals

NAMES_SEED = 7
# of three copies of our news two get other names
NEWS_COPIES = 2


def lessons(data: Path) -> list[tuple[Labelled, Varied]]:
    """Return every sentence to teach with the way to vary it; *data* is the folder of the open sets."""
    opened = [
        *open_sets.uner(data, "dev"),
        *open_sets.wnut(data, "train"),
        *open_sets.wnut(data, "dev"),
        *open_sets.wikigold(data),
    ]
    names = other_names(Random(NAMES_SEED), held_out=_tested())

    def other_news(sentence: Labelled, random: Random) -> Labelled:
        return other_capitals(exchanged(sentence, names, random), random)

    news = market_news("train")
    as_written: list[tuple[Labelled, Varied]] = [(sentence, other_capitals) for sentence in opened + news]
    return as_written + [(sentence, other_news) for sentence in news * NEWS_COPIES]


def _tested() -> list[str]:
    """Return the names of organisations and people in the test sentences, never to be drawn in training."""
    return [
        sentence.text[span.start : span.end]
        for sentence in market_news("test")
        for span in sentence.spans
        if span.type != "LOC"
    ]

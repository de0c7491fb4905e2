"""Labelled sentences as the numbers that a network learns from. No network is known here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from stockpress_nlp.training.labelled import LABELS, Labelled, labels_of
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.words import word_places

NO_LABEL = -100
# the padding piece of every BERT vocabulary
PADDING = 0
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence as the numbers of its pieces, and a label for the first piece of each word."""

    pieces: list[int]
    labels: list[int]


def encode(sentence: Labelled, pieces: Pieces) -> Encoded:
    """Return *sentence* in pieces, cut off after LONGEST."""
    places = word_places(sentence.text)
    numbers, labels = [pieces.first], [NO_LABEL]
    for (start, end), label in zip(places, labels_of(places, sentence.spans), strict=True):
        word = pieces.cut(sentence.text[start:end])
        numbers += word
        labels += [LABELS.index(label)] + [NO_LABEL] * (len(word) - 1)
    return Encoded([*numbers[:LONGEST], pieces.last], [*labels[:LONGEST], NO_LABEL])


def batches(sentences: Sequence[Encoded], size: int, random: Random) -> Iterator[list[Encoded]]:
    """Give batches of sentences of like length, in random order."""
    jittered = sorted(sentences, key=lambda sentence: len(sentence.pieces) * random.uniform(0.85, 1.18))
    groups = [jittered[start : start + size] for start in range(0, len(jittered), size)]
    random.shuffle(groups)
    yield from groups


def filled(batch: Sequence[Encoded]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the pieces and the labels of *batch*, each filled up to its longest sentence."""
    longest = max(len(sentence.pieces) for sentence in batch)
    missing = [longest - len(sentence.pieces) for sentence in batch]
    pieces = [sentence.pieces + [PADDING] * more for sentence, more in zip(batch, missing, strict=True)]
    labels = [sentence.labels + [NO_LABEL] * more for sentence, more in zip(batch, missing, strict=True)]
    return pieces, labels

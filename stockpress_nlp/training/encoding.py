"""Labelled sentences as the numbers that a network learns from. No network is known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from stockpress_nlp.training.labelled import LABELS, Labelled, labels_of
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.words import word_places

NO_LABEL = -100
# of a word that is in no name that was marked, and may be in one of type MISC
NONE_OR_MISC = len(LABELS)
# the padding piece of every BERT vocabulary
PADDING = 0
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence as the numbers of its pieces, and what is known of the first piece of each word.

    ``labels`` are people's, NO_LABEL where they said nothing, NONE_OR_MISC where they left that open; ``said`` is a
    teacher's score for each label, a row of zeros where it was not asked.
    """

    pieces: list[int]
    labels: list[int]
    said: np.ndarray | None = None


def encode(sentence: Labelled, pieces: Pieces) -> Encoded:
    """Return *sentence* in pieces, cut off after LONGEST."""
    places = word_places(sentence.text)
    outside = LABELS.index("O") if sentence.misc_marked else NONE_OR_MISC
    numbers, labels = [pieces.first], [NO_LABEL]
    for (start, end), label in zip(places, labels_of(places, sentence.spans), strict=True):
        word = pieces.cut(sentence.text[start:end])
        numbers += word
        labels += [outside if label == "O" else LABELS.index(label)] + [NO_LABEL] * (len(word) - 1)
    return Encoded([*numbers[:LONGEST], pieces.last], [*labels[:LONGEST], NO_LABEL])


def batches(sentences: Sequence[Encoded], size: int, random: Random) -> list[list[Encoded]]:
    """Return batches of sentences of like length, in random order."""
    jittered = sorted(sentences, key=lambda sentence: len(sentence.pieces) * random.uniform(0.85, 1.18))
    groups = [jittered[start : start + size] for start in range(0, len(jittered), size)]
    random.shuffle(groups)
    return groups


def filled(batch: Sequence[Encoded]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pieces, labels and what was said of *batch*, each filled up to its longest sentence."""
    shape = len(batch), max(len(sentence.pieces) for sentence in batch)
    pieces, labels = np.full(shape, PADDING), np.full(shape, NO_LABEL)
    said = np.zeros((*shape, len(LABELS)), np.float32)
    for row, sentence in enumerate(batch):
        length = len(sentence.pieces)
        pieces[row, :length], labels[row, :length] = sentence.pieces, sentence.labels
        if sentence.said is not None:
            said[row, :length] = sentence.said
    return pieces, labels, said

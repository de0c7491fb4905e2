"""What a strong, slow tagger says of sentences, and how far another is from it: Hinton et al., "Distilling the
knowledge in a neural network" (2015). How the other learns is in learning.py.

torch is imported where it is used: the graph's images do not have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stockpress_nlp.tagging.labels import names
from stockpress_nlp.training.case_vocabulary import CaseVocabulary
from stockpress_nlp.training.encoding import NO_LABEL, PADDING, Encoded, encode, filled
from stockpress_nlp.training.labelled import LABELS, Labelled, Span
from stockpress_nlp.training.network import Tagger
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.words import word_places

if TYPE_CHECKING:
    from torch import Tensor  # pyright: ignore[reportMissingImports]

# above 1 the labels that the teacher finds improbable count too, each as it finds it
TEMPERATURE = 2.0
# how much people's labels count beside the teacher's word
GOLD = 0.5
# what a word may be where people left open whether it is MISC: encoding.NONE_OR_MISC
OPEN = [number for number, label in enumerate(LABELS) if label == "O" or label.endswith("-MISC")]
BATCH = 64
SAYS = 100


def loss(logits: Tensor, labels: Tensor, said: Tensor) -> Tensor:
    """Return how far *logits* are from people's labels, from what a teacher said, or from both, a word."""
    import torch  # pyright: ignore[reportMissingImports]
    from torch.nn import functional  # pyright: ignore[reportMissingImports]

    asked = said.any(-1)
    words = (asked | (labels != NO_LABEL)).sum()
    certain = functional.log_softmax(logits, dim=-1)
    log_shares = torch.cat((certain, certain[..., OPEN].logsumexp(-1, keepdim=True)), dim=-1)
    gold = functional.nll_loss(log_shares.flatten(0, 1), labels.flatten(), ignore_index=NO_LABEL, reduction="sum")
    if not asked.any():
        return gold / words
    ours = functional.log_softmax(logits[asked] / TEMPERATURE, dim=-1)
    theirs = functional.softmax(said[asked] / TEMPERATURE, dim=-1)
    far = functional.kl_div(ours, theirs, reduction="sum") * TEMPERATURE**2
    return (GOLD * gold + far) / words


def ask(
    teacher: Tagger, vocabulary: CaseVocabulary, sentences: Sequence[Labelled], say: Callable[[str], None]
) -> list[Encoded]:
    """Return *sentences* in their order with what *teacher* says of each word."""
    import torch  # pyright: ignore[reportMissingImports]

    pieces = Pieces(vocabulary.pieces)
    origins, cases = torch.tensor(vocabulary.origins), torch.tensor(vocabulary.cases)
    encoded = [encode(sentence, pieces) for sentence in sentences]
    order = sorted(range(len(encoded)), key=lambda number: len(encoded[number].pieces))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        numbers, labels, _ = map(torch.from_numpy, filled([encoded[number] for number in batch]))
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            logits = teacher.logits(origins[numbers], cases[numbers], numbers != PADDING).float()
        rows = (logits * (labels != NO_LABEL).unsqueeze(-1)).numpy().astype(np.float16)
        for row, number in zip(rows, batch, strict=True):
            encoded[number] = replace(encoded[number], said=row[: len(encoded[number].pieces)])
        if start // BATCH % SAYS == 0:
            say(f"{start} of {len(order)} sentences labelled by the teacher")
    return encoded


def unlabelled(sentence: Encoded) -> Encoded:
    """Return *sentence* without labels of people."""
    return replace(sentence, labels=[NO_LABEL] * len(sentence.labels))


def named(text: str, sentence: Encoded) -> Labelled:
    """Return *text* with the names that the teacher found in it; words that were cut off have none."""
    if sentence.said is None:
        raise ValueError(f"expected a sentence that a teacher was asked about, found {text!r}")
    rows = (row for row in sentence.said if row.any())
    labels = {start: LABELS[row.argmax()] for (start, _), row in zip(word_places(text), rows, strict=False)}
    return Labelled(text, tuple(Span(name.start, name.end, name.type) for name in names(text, labels)))

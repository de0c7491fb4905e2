"""The entity model run by ONNX Runtime alone, as Spark NLP runs it: to measure it without a Spark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from stockpress_nlp.onnx_graph import load_graph
from stockpress_nlp.tagging.labels import names
from stockpress_nlp.training.labelled import Span
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.words import word_places

LONGEST = 254
BATCH = 16


class OnnxTagger:
    """Finds names in sentences; loaded from a folder in Spark NLP's layout."""

    def __init__(self, folder: Path, threads: int = 1, file: str = "model.onnx") -> None:
        self._session = load_graph(folder / file, threads)
        self._pieces = Pieces((folder / "assets" / "vocab.txt").read_text(encoding="utf-8").split("\n"))
        self._labels = (folder / "assets" / "labels.txt").read_text(encoding="utf-8").split()

    def tag(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Return the names in each text, in the order of *texts*; words after LONGEST pieces have none."""
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        found: list[tuple[Span, ...]] = [()] * len(texts)
        for start in range(0, len(order), BATCH):
            numbers = order[start : start + BATCH]
            for number, spans in zip(numbers, self._batch([texts[number] for number in numbers]), strict=True):
                found[number] = spans
        return found

    def _batch(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        places = [word_places(text) for text in texts]
        cut = [[self._pieces.cut(text[a:b]) for a, b in words] for text, words in zip(texts, places, strict=True)]
        rows = [[self._pieces.first, *list(chain(*words))[:LONGEST], self._pieces.last] for words in cut]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        for row, numbers in zip(ids, rows, strict=True):
            row[: len(numbers)] = numbers
        given = {"input_ids": ids, "attention_mask": (ids != 0).astype(np.int64), "token_type_ids": ids * 0}
        best = np.asarray(self._session.run(["logits"], given)[0]).argmax(-1)
        return [self._names(*each) for each in zip(texts, places, cut, best, strict=True)]

    def _names(
        self, text: str, places: list[tuple[int, int]], cut: list[list[int]], best: np.ndarray
    ) -> tuple[Span, ...]:
        firsts = np.cumsum([1, *map(len, cut)])[: len(places)]
        labelled = zip(places, firsts, strict=True)
        labels = {start: self._labels[best[first]] for (start, _), first in labelled if first <= LONGEST}
        return tuple(Span(name.start, name.end, name.type) for name in names(text, labels))

"""A seq2seq model on ONNX Runtime: a graph that reads a text, and one that writes the next token of several texts.

stockpress_nlp/training/seq2seq_graphs.py makes both. In the second the beams of a text are positions of one sequence:
what was read lies there once a text, and nothing that was written is ever moved; a mask says which positions a beam
comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stockpress_nlp.onnx_graph import load_graph
from stockpress_nlp.seq2seq.beam_search import BeamSearch

READER, WRITER = "reader.onnx", "writer.onnx"
# their weights lie beside them, from where they are mapped
FILES = (READER, "reader.weights", WRITER, "writer.weights")
HIDDEN = np.float32(-np.inf)


@dataclass(slots=True)
class Writing:
    """What the attention of texts that are written together looks at; a row is a text.

    ``read`` and ``written`` hold arrays (texts, heads, positions, size), of each layer keys and values. The masks are 0
    where a position is looked at: ``read_mask`` (texts, 1, 1, tokens), ``written_mask`` (texts, 1, beams, positions).
    """

    read: list[np.ndarray]
    read_mask: np.ndarray
    written: list[Any]
    written_mask: np.ndarray

    def follow(self, parents: np.ndarray) -> None:
        """Let each beam go on from its parent, *parents* (texts, beams)."""
        self.written_mask = np.take_along_axis(self.written_mask, parents[:, None, :, None], axis=2)

    def keep(self, rows: list[int]) -> None:
        """Keep only the texts in *rows*."""
        self.read = [each[rows] for each in self.read]
        self.read_mask, self.written_mask = self.read_mask[rows], self.written_mask[rows]
        self.written = [type(each).ortvalue_from_numpy(each.numpy()[rows]) for each in self.written]


class Engine:
    """The model in *folder*, run on *threads* threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        # what a long text took would be kept for the next one
        self._reader = load_graph(folder / READER, threads, keeps_memory=False)
        self._writer = load_graph(folder / WRITER, threads)
        self._read_names = [each.name for each in self._reader.get_outputs()]
        self._written_names = [each.name for each in self._writer.get_outputs()][2:]

    def write(self, texts: Sequence[Sequence[int]], searches: Sequence[BeamSearch]) -> list[list[int]]:
        """Return the summary that each of *searches* finds of the text in its place."""
        writing = self.read(texts, len(searches[0].last_tokens))
        running = list(searches)
        while running:
            forbidden = [search.forbidden() for search in running]
            wanted = max(search.candidates(each) for search, each in zip(running, forbidden, strict=True))
            best, found = self.step(writing, np.stack([search.last_tokens for search in running]), wanted)
            parents = [search.take(best[row], found[row], forbidden[row]) for row, search in enumerate(running)]
            writing.follow(np.stack(parents))
            going_on = [row for row, search in enumerate(running) if not search.finished]
            if len(going_on) < len(running):
                writing.keep(going_on)
                running = [running[row] for row in going_on]
        return [search.summary for search in searches]

    def read(self, texts: Sequence[Sequence[int]], beams: int) -> Writing:
        """Read *texts*, each as its tokens; nothing is written yet."""
        from onnxruntime import OrtValue

        longest = max(map(len, texts))
        mask = np.full((len(texts), 1, 1, longest), HIDDEN)
        read: list[np.ndarray] = []
        for row, text in enumerate(texts):
            mask[row, ..., : len(text)] = 0
            made = self._reader.run(None, {"tokens": np.array([text], np.int64)})
            if not read:
                shapes = [(len(texts), each.shape[1], longest, each.shape[3]) for each in made]
                read = [np.zeros(shape, np.float32) for shape in shapes]
            for into, each in zip(read, made, strict=True):
                into[row, :, : len(text)] = each[0]
        empty = [np.zeros((len(texts), each.shape[1], 0, each.shape[3]), np.float32) for each in read]
        written = [OrtValue.ortvalue_from_numpy(each) for each in empty]
        return Writing(read, mask, written, np.zeros((len(texts), 1, beams, 0), np.float32))

    def step(self, writing: Writing, tokens: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        """Write *tokens*, (texts, beams), and return the likeliest to follow: tokens and log probabilities.

        Both are (texts, beams, *wanted*), or as many as the model knows.
        """
        from onnxruntime import OrtValue

        texts, beams = tokens.shape
        own = np.broadcast_to(np.where(np.eye(beams, dtype=bool), np.float32(0), HIDDEN), (texts, 1, beams, beams))
        writing.written_mask = np.concatenate([writing.written_mask, own], axis=3)
        given = {
            "tokens": tokens,
            "wanted": np.array([wanted], np.int64),
            "read_mask": writing.read_mask,
            "written_mask": writing.written_mask,
            **dict(zip(self._read_names, writing.read, strict=True)),
        }
        feeds = {name: OrtValue.ortvalue_from_numpy(value) for name, value in given.items()}
        feeds |= {f"last_{name}": value for name, value in zip(self._written_names, writing.written, strict=True)}
        best, log_probabilities, *writing.written = self._writer.run_with_ort_values(None, feeds)
        return best.numpy(), log_probabilities.numpy()

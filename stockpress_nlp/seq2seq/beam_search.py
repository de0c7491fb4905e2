"""The search for the best summary of one text, a token a step: the beam search of transformers' ``generate``.

Its rules are theirs (transformers 5, ``generation/utils.py`` and ``generation/logits_process.py``), down to single
precision, so that what is written is what ``generate`` writes. No model lives here: log probabilities come in, beams
go out.
"""

from __future__ import annotations

import numpy as np

from stockpress_nlp.seq2seq.settings import Seq2SeqSettings

# what transformers take for a score that is out of the question
UNLIKELY = np.float32(-1e9)


class BeamSearch:
    """The beams of one text, the best first, and those that have ended."""

    def __init__(self, settings: Seq2SeqSettings, min_length: int) -> None:
        self._asked, self._min_length = settings, min_length
        self._written = np.full((settings.beams, 1), settings.start_token, np.int64)
        # in the first step all beams are alike, so one counts
        self._scores = np.full(settings.beams, UNLIKELY)
        self._scores[0] = 0
        self._ended: list[tuple[np.float32, np.ndarray]] = []
        self.finished = False

    @property
    def last_tokens(self) -> np.ndarray:
        """The token that each beam ends with, (beams,)."""
        return self._written[:, -1]

    @property
    def summary(self) -> list[int]:
        """The tokens of the best beam that has ended, without the start token."""
        return self._ended[0][1][1:].tolist()

    def forbidden(self) -> list[set[int]]:
        """Return which tokens may not follow each beam."""
        length, ends = self._written.shape[1], set(self._asked.end_tokens)
        return [self._repeats(beam) | (ends if length < self._min_length else set()) for beam in self._written.tolist()]

    def candidates(self, forbidden: list[set[int]]) -> int:
        """Return of how many tokens of each beam the probabilities are wanted, so that none is missed."""
        return self._wanted + max(map(len, forbidden))

    def take(self, tokens: np.ndarray, log_probabilities: np.ndarray, forbidden: list[set[int]]) -> np.ndarray:
        """Go one token further, and return from which beam each beam comes, (beams,).

        Both arrays are (beams, candidates) or wider, the most probable token of each beam first.
        """
        parents, tokens, scores = self._best(tokens, log_probabilities, forbidden)
        length = self._written.shape[1]
        at_end = np.isin(tokens, self._asked.end_tokens) | (length + 1 >= self._asked.max_length)
        longer = np.concatenate([self._written[parents], tokens[:, None]], axis=1)
        self._end(longer, scores, at_end)
        running = scores + at_end * UNLIKELY
        kept = np.argsort(-running, kind="stable")[: self._asked.beams]
        self._written, self._scores = longer[kept], running[kept]
        full = len(self._ended) == self._asked.beams
        improvable = not full or self._hoped > self._ended[-1][0]
        self.finished = bool(at_end.all()) or not improvable or (full and self._asked.early_stopping is True)
        return parents[kept]

    @property
    def _wanted(self) -> int:
        return max(2, 1 + len(self._asked.end_tokens)) * self._asked.beams

    def _repeats(self, beam: list[int]) -> set[int]:
        """Return the tokens with which *beam* would say again as many tokens in a row as may come once."""
        size = self._asked.no_repeat_ngram_size
        if not size or len(beam) < size:
            return set()
        end = beam[len(beam) - size + 1 :]
        starts = range(len(beam) - size + 1)
        return {beam[start + size - 1] for start in starts if beam[start : start + size - 1] == end}

    def _best(
        self, tokens: np.ndarray, log_probabilities: np.ndarray, forbidden: list[set[int]]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the best continuations of all beams: beam, token and score of each, the best first."""
        beams = np.arange(self._asked.beams)
        forced = self._forced()
        if forced is not None:
            order = np.argsort(-self._scores, kind="stable")
            return beams[order], np.full(len(order), forced), self._scores[order]
        scores = log_probabilities + self._scores[:, None]
        for beam, banned in enumerate(forbidden):
            scores[beam, np.isin(tokens[beam], list(banned))] = -np.inf
        order = np.argsort(-scores, axis=None, kind="stable")[: self._wanted]
        return np.repeat(beams, scores.shape[1])[order], tokens.ravel()[order], scores.ravel()[order]

    def _forced(self) -> int | None:
        length = self._written.shape[1]
        if self._asked.last_token is not None and length == self._asked.max_length - 1:
            return self._asked.last_token
        return self._asked.first_token if length == 1 else None

    def _end(self, longer: np.ndarray, scores: np.ndarray, at_end: np.ndarray) -> None:
        """Keep the best of what has ended; only what is among the best *beams* continuations may end."""
        weighed = scores / self._weight(longer.shape[1] - 1)
        ending = [place for place in range(self._asked.beams) if at_end[place]]
        ended = self._ended + [(weighed[place], longer[place]) for place in ending]
        self._ended = sorted(ended, key=lambda each: -each[0])[: self._asked.beams]

    @property
    def _hoped(self) -> np.float32:
        """The score that the best running beam may still end with, as far as transformers look ahead."""
        longest = self._asked.early_stopping == "never" and self._asked.length_penalty > 0
        length = self._asked.max_length if longest else self._written.shape[1]
        return self._scores[0] / self._weight(length - 1)

    def _weight(self, length: int) -> np.float32:
        return np.float32(length**self._asked.length_penalty)

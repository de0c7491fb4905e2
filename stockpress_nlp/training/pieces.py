"""WordPiece as Spark NLP does it for a cased BERT: accents off, signs apart, the longest piece first."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100


class Pieces:
    """Cuts words into the numbers of their pieces."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self._seen: dict[str, list[int]] = {}
        self.first, self.last = self._numbers[FIRST], self._numbers[LAST]

    def cut(self, word: str) -> list[int]:
        """Return the numbers of the pieces of *word*, at least one."""
        if word not in self._seen:
            numbers = [number for part in _parts(plain(word)) for number in self._greedy(part)]
            self._seen[word] = numbers or [self._numbers[UNKNOWN]]
        return self._seen[word]

    def _greedy(self, part: str) -> list[int]:
        found, start = [], 0
        while start < len(part):
            mark = "##" if start else ""
            ends = range(len(part), start, -1) if len(part) <= LONGEST_WORD else ()
            end = next((end for end in ends if mark + part[start:end] in self._numbers), None)
            if end is None:
                return [self._numbers[UNKNOWN]]
            found.append(self._numbers[mark + part[start:end]])
            start = end
        return found


def plain(word: str) -> str:
    """Return *word* without accents and control characters."""
    spread = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in spread if unicodedata.category(letter) not in ("Mn", "Cc", "Cf"))


def _parts(word: str) -> list[str]:
    parts = [""]
    for letter in word:
        if letter.isalnum():
            parts[-1] += letter
        else:
            parts += [letter, ""]
    return [part for part in parts if part.strip()]

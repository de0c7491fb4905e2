"""A vocabulary of word pieces that tells capitals, made from one that does not.

Each piece is followed by a Capitalised and an UPPER copy where these differ from it, so that the plain WordPiece of a
cased BERT finds for "Goldman" the copy of what an uncased one finds. A piece is known by (piece without case, case).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOWER, CAPITALISED, UPPER = 0, 1, 2
CASES = 3


@dataclass(frozen=True, slots=True)
class CaseVocabulary:
    """Pieces, and for each the number of the piece without case that it is made from, and its case."""

    pieces: tuple[str, ...]
    origins: tuple[int, ...]
    cases: tuple[int, ...]


def with_cases(uncased: Sequence[str]) -> CaseVocabulary:
    """Return *uncased*, its order kept, and after it the copies."""
    rows = [(piece, number, LOWER) for number, piece in enumerate(uncased)]
    known = set(uncased)
    for number, piece in enumerate(uncased):
        for copy, case in _copies(piece):
            if copy not in known:
                known.add(copy)
                rows.append((copy, number, case))
    pieces, origins, cases = zip(*rows, strict=True)
    return CaseVocabulary(pieces, origins, cases)


def _copies(piece: str) -> list[tuple[str, int]]:
    # accents are stripped before words are cut, and other scripts have few names in our news
    core = piece.removeprefix("##")
    if not (core.isascii() and core.isalpha()):
        return []
    if core != piece:
        return [(f"##{core.upper()}", UPPER)]
    return [(core.capitalize(), CAPITALISED)] + ([(core.upper(), UPPER)] if len(core) > 1 else [])

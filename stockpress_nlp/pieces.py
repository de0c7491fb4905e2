"""An article's text as the Spark NLP pipeline reads it: plain characters, pieces of bearable length. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stockpress_nlp.sentences import cut

LONGEST_PIECE = 8_000


def plain(text: str) -> str:
    """Return *text* with plain spaces and apostrophes and no astral characters; its length does not change.

    The JVM counts UTF-16 units: without astral characters these are Python's characters.
    """
    text = re.sub(r"[’‘ʼ]", "'", re.sub(r"[^\S\n]|\0", " ", text))
    return re.sub("[\U00010000-\U0010ffff\ud800-\udfff]", "\ufffd", text)


def in_lines(text: str) -> str:
    """Return *text* with a line end for the last white space after each sentence; its length does not change."""
    return "\n".join("".join(map(_ended, cut(line))) for line in text.split("\n"))


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield *text* in pieces of at most LONGEST_PIECE with their offsets, parted at lines, sentences or words."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        end = _parting(text, start, start + LONGEST_PIECE)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _parting(text: str, start: int, limit: int) -> int:
    for mark in ("\n", ". ", " "):
        place = text.rfind(mark, start + 1, limit)
        if place > start + LONGEST_PIECE // 2:
            return place + 1
    return limit


def _ended(sentence: str) -> str:
    return f"{sentence[:-1]}\n" if sentence[-1:].isspace() else sentence

"""Abbreviations that an article explains: "Organization of Petroleum Exporting Countries (OPEC)". Pure.

Those that stand for ordinary words name nobody: "hypersensitivity pneumonitis, or HP".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from stockpress_nlp.tagging.mentions import Mention

OPENS = re.compile(r"(?:'s?)?\s?\(")
ABBREVIATION = re.compile(r"[A-Z][A-Za-z&.-]{1,7}")
# of each word, and of the parts of GlaxoSmithKline
INITIAL = re.compile(r"\b\w|[A-Z]")
CODE = re.compile(r"[A-Z]{2,5}")
EXPLAINED = re.compile(r"(?:, or | \()([A-Z]{2,6})s?\b")


def of_ordinary_words(text: str) -> set[str]:
    """Return the abbreviations that *text* explains by words without capitals, each with and without a plural s."""
    found: set[str] = set()
    for match in EXPLAINED.finditer(text):
        letters = match[1].lower()
        before = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 100) : match.start()])[-len(letters) :]
        if len(before) == len(letters) and all(map(str.startswith, before, letters)):
            found |= {match[1], f"{match[1]}s"}
    return found


def explained(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return *mentions*, in order, those of a name and of its abbreviation as mentions of the same organisation.

    What is no abbreviation and stands nowhere else, such as CIEN after Ciena, is a code, and no mention.
    """
    codes = {
        short for name, short in pairwise(mentions) if _in_brackets(text, name, short) and _is_code(text, name, short)
    }
    named = [mention for mention in mentions if mention not in codes]
    same = dict(_pairs(text, named))
    found = ((mention, same.get(text[mention.start : mention.end])) for mention in named)
    return [_as(mention, owner) if owner else mention for mention, owner in found]


def _is_code(text: str, name: Mention, short: Mention) -> bool:
    code = text[short.start : short.end]
    if name.type != "organisation" or short.known or not CODE.fullmatch(code) or text.count(code) > 1:
        return False
    initials = iter("".join(INITIAL.findall(text[name.start : name.end])).upper())
    return not all(letter in initials for letter in code)


def _in_brackets(text: str, name: Mention, short: Mention) -> bool:
    return OPENS.fullmatch(text[name.end : short.start]) is not None and text[short.end : short.end + 1] == ")"


def _pairs(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, Mention]]:
    """Yield each name that another one stands for, as it is written, and that other."""
    for name, short in pairwise(mentions):
        if name.type != "organisation" or name.key == short.key or short.type == "misc":
            continue
        if _in_brackets(text, name, short):
            written, shorter = text[name.start : name.end], text[short.start : short.end]
            if ABBREVIATION.fullmatch(shorter) and _abbreviates(shorter, written):
                yield (written, short) if short.known else (shorter, name)


def _abbreviates(short: str, name: str) -> bool:
    """Say whether the letters of *short* occur in *name* in their order, or it is written in capitals."""
    if len(short) >= len(name) or not sum(letter.isupper() for letter in short):
        return False
    letters = iter(name.lower())
    return short.isupper() or all(letter in letters for letter in short.lower() if letter.isalnum())


def _as(mention: Mention, owner: Mention) -> Mention:
    return replace(owner, start=mention.start, end=mention.end, confidence=mention.confidence)

"""Which sentence says who somebody is that another one calls by the last name: "Clark" after "its president Tim Clark".

Read from capitals alone, without a model; a first word that the article also writes small is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

RUN = re.compile(r"[^\W\d_a-z][\w’'-]*\w\.?(?:\s+(?:[A-Z]\.|de|van|von|der|bin|al|[^\W\d_a-z][\w’'-]*\w))*")
TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Adv)\.?")
POSSESSIVE = re.compile(r"['’]s?$")


def debts(texts: Sequence[str], headline: str) -> list[frozenset[int]]:
    """Return for each of *texts* the places of those that first give the full names of whom it calls by the last one.

    Whom the headline names, everybody knows.
    """
    small = set(re.findall(r"\b[^\W\d_A-Z]\w*", " ".join(texts)))
    known = set(re.findall(r"\w+", headline))
    introduced: dict[str, int] = {}
    owed: list[frozenset[int]] = []
    for place, text in enumerate(texts):
        names = list(_names(text, small))
        owed.append(frozenset(introduced[name[0]] for name in names if len(name) == 1 and name[0] in introduced))
        for name in names:
            if len(name) > 1 and name[-1] not in known:
                introduced.setdefault(name[-1], place)
    return [each - {place} for place, each in enumerate(owed)]


def _names(text: str, small: set[str]) -> Iterator[list[str]]:
    """Yield the runs of words with a capital, titles left out."""
    for run in RUN.finditer(text):
        words = [POSSESSIVE.sub("", word) for word in run[0].split() if not TITLE.fullmatch(word)]
        if words and run.start() == 0 and words[0].lower() in small:
            del words[0]
        if words and not re.search(r"\b[Tt]he\s+$", text[: run.start()]):
            yield words

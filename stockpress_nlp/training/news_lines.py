"""Reader of our own labelled news: a sentence a line, names in brackets, ``[ORG Apple Inc.] rose in [LOC New York].``

Lines that begin with # are remarks. The guidelines are in market_news/guidelines.md.
"""

from __future__ import annotations

import re
from importlib.resources import files

from stockpress_nlp.training.labelled import TYPES, Labelled, Span

BRACKET = re.compile(rf"\[({'|'.join(TYPES)}) ([^][]+)\]")


class BracketsWrong(ValueError):
    """A line of labelled news has a bracket that does not mark a name."""


def market_news(part: str) -> list[Labelled]:
    """Return our labelled news, *part* train or test."""
    text = (files("stockpress_nlp.training") / "market_news" / f"{part}.txt").read_text(encoding="utf-8")
    return [read_line(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def read_line(line: str) -> Labelled:
    """Read one line; raise BracketsWrong where a bracket is not ``[TYPE name]``."""
    text, spans, last = "", [], 0
    for match in BRACKET.finditer(line):
        text += line[last : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), match[1]))
        text, last = text + match[2], match.end()
    text += line[last:]
    if "[" in text or "]" in text:
        raise BracketsWrong(f"expected brackets such as [ORG Apple Inc.] of type {', '.join(TYPES)}, found {line!r}")
    return Labelled(text, tuple(spans))

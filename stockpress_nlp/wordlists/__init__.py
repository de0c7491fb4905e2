"""The word lists beside this file: one entry a line, or lower-case words divided by spaces. Text after # is ours.

A hyphen in a list of words stands for a space. Names of companies, places and people have lists and readers of
their own kind: stockpress_nlp.tagging.gazetteer.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the entries of ``name.txt``, one a line."""
    text = (files("stockpress_nlp.wordlists") / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(entry for line in text.splitlines() if (entry := line.partition("#")[0].strip()))


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of ``name.txt``, divided by white space."""
    return frozenset(word.replace("-", " ") for line in lines(name) for word in line.split())

"""Reads the names of authors out of what publishers write in an author's place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stockpress_spiders.structured_data import text_of

BY = re.compile(r"^\s*(?:by|von|par|por|di|door|av|af|autor(?:in)?|author)\s*:?\s+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[;|,]|\s(?:and|und|et|y|og|och|&)\s)\s*")
ADDRESS = re.compile(r"https?://|^www\.|@|^/")
# The short name that newsrooms sign with, behind the name: Anna Muster (amu).
SHORT_NAME = re.compile(r"\s*\(\w{1,6}\)$")
# A page of an author, in place of a name: anna-muster.
SLUG = re.compile(r"[a-z]+(?:-[a-z]+)+")
LONGEST = 80
DEEPEST = 6


def author_names(value: Any) -> tuple[str, ...]:
    """Return the names in *value* (a text, a node, lists of both), each once, without ``By`` and without addresses."""
    found = list(dict.fromkeys(_names(value, DEEPEST)))
    told = {_key(name) for name in found if not SLUG.fullmatch(name)}
    return tuple(
        _spelled(name) if SLUG.fullmatch(name) else name
        for name in found
        if not SLUG.fullmatch(name) or _key(name) not in told
    )


def of_persons(names: tuple[str, ...], publisher: Sequence[str]) -> tuple[str, ...]:
    """Return *names*, or none where all of them are the publisher's own: the page may name a person elsewhere."""
    own = {key for name in publisher if len(key := _key(name)) >= 2}
    return names if any(not any(_key(name).startswith(key) for key in own) for name in names) else ()


def _names(value: Any, depth: int) -> list[str]:
    if depth == 0:
        return []
    if isinstance(value, list):
        return [name for item in value for name in _names(item, depth - 1)]
    if isinstance(value, Mapping):
        return _names(value.get("name"), depth - 1)
    text = text_of(value)
    if text is None:
        return []
    parts = (SHORT_NAME.sub("", BY.sub("", part)) for part in BETWEEN.split(text))
    return [part for part in parts if _may_be_a_name(part)]


def _may_be_a_name(part: str) -> bool:
    is_text = any(map(str.isalpha, part)) and not part.startswith("(")
    return is_text and len(part) <= LONGEST and not ADDRESS.search(part)


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _spelled(slug: str) -> str:
    return " ".join(map(str.capitalize, slug.split("-")))

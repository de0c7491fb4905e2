"""Reads the names of authors out of what publishers write in an author's place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stockpress_spiders.structured_data import text_of

BY = re.compile(r"^\s*(?:by|von|par|por|di|door)\s*:?\s+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[;|,]|\s(?:and|und|et|y|og|och|&)\s)\s*")
ADDRESS = re.compile(r"https?://|^www\.|@|^/")
LONGEST = 80


def author_names(value: Any) -> tuple[str, ...]:
    """Return the names in *value* (a text, a node, lists of both), each once, without ``By`` and without addresses."""
    return tuple(dict.fromkeys(_names(value)))


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    text = text_of(value)
    if text is None:
        return []
    parts = BETWEEN.split(BY.sub("", text))
    return [part for part in parts if part and len(part) <= LONGEST and not ADDRESS.search(part)]

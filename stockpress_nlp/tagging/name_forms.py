"""One way to write the name of something known, and what it stands for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

TOKEN = re.compile(r"[^\W_]+|\S")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A form of a name; forms of the same thing share a ``key``.

    A form that is not ``certain`` is an ordinary word too: it counts only where its capital says that it is a name.
    ``symbol`` is that of the primary listing.
    """

    name: str
    key: str
    type: str
    symbol: str | None = None
    certain: bool = True


def listing_key(symbol: str) -> str:
    """Return the key of the company whose primary listing has *symbol*."""
    return f"listing {symbol}"


def spelled(name: str) -> str:
    """Return *name* as it is looked up: composed, with straight apostrophes, its tokens divided by single spaces.

    A token is a run of letters and digits or one other character, as in the pipeline of stockpress_nlp.entities.
    """
    return " ".join(TOKEN.findall(composed(name)))


def composed(name: str) -> str:
    """Return *name* with composed accents and straight apostrophes."""
    return unicodedata.normalize("NFC", name).replace("’", "'")


def without_accents(name: str) -> str:
    """Return *name* without its accents: Zürich, Zurich."""
    plain = unicodedata.normalize("NFD", name)
    return "".join(character for character in plain if not unicodedata.combining(character))

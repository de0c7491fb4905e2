"""Texts that a person hands to a command: JSON Lines of ``{"id", "text"}`` or plain text, from files or standard input.

They are read as they are asked for, and nothing is dropped: what is not understood is handed on with the reason.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JSON_LINES = (".jsonl", ".ndjson", ".json")
MARK = b"\xef\xbb\xbf"  # which some programs put before UTF-8


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text under the *id* that its result will have, found at *where*; *refused* says why it cannot be read."""

    where: str
    id: str | int
    text: str = ""
    headline: str = ""
    language: str | None = None
    refused: str | None = None


def given_texts(files: Sequence[Path], plain: bool) -> Iterator[GivenText]:
    """Yield the texts of *files*, or of standard input where there is none.

    A file is one plain text unless its name ends as JSON Lines' do; standard input is JSON Lines unless *plain*.
    """
    for file in files or [None]:
        where = str(file) if file else "standard input"
        with file.open("rb") if file else nullcontext(sys.stdin.buffer) as content:
            if plain or (file and file.suffix not in JSON_LINES):
                yield _plain(content.read(), where)
            else:
                yield from _lines(content, where)


def _plain(content: bytes, where: str) -> GivenText:
    try:
        return GivenText(where, where, content.removeprefix(MARK).decode())
    except UnicodeDecodeError as error:
        return GivenText(where, where, refused=f"expected UTF-8, found another byte at {error.start}")


def _lines(content: Iterable[bytes], where: str) -> Iterator[GivenText]:
    for number, line in enumerate(content, 1):
        if line.removeprefix(MARK).strip():
            yield _line(line.removeprefix(MARK), f"{where}, line {number}", number)


def _line(line: bytes, where: str, number: int) -> GivenText:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return GivenText(where, number, refused=f"expected JSON, found: {error}")
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return GivenText(where, number, refused='expected an object with "text"')
    name = given.get("id", number)
    name = name if isinstance(name, str | int) and not isinstance(name, bool) else number
    headline, language = (given.get(key) or "" for key in ("headline", "language"))
    if not all(isinstance(value, str) and _is_unicode(value) for value in (given["text"], headline, language)):
        return GivenText(where, name, refused='expected "text", "headline" and "language" to be text in valid Unicode')
    return GivenText(where, name, given["text"], headline, language or None)


def _is_unicode(text: Any) -> bool:
    """Say whether *text* can be written: half of a surrogate pair cannot."""
    return text.encode(errors="replace").decode() == text

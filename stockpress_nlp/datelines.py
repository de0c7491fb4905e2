"""How an agency begins a story: with place, day and its name, ``NEW YORK, Nov 19 (Reuters) - Oil fell``. Pure.

A dateline is known by an agency in brackets before a dash, or by a place in capitals before a dash or a colon and a
capital.
"""

from __future__ import annotations

import re

_AGENCY = r"\((?:[A-Z][\w.]*|dpa)(?:[ /-][\w.]+)?\)"
_PLACE = r"(?P<place>(?!The\s)[^\W\d_][\w.'’/ -]{1,30})"
_CAPITALS = r"(?=[^a-z]{4,30}[,\s])[A-ZÀ-Ý][A-ZÀ-Ý.'’/ -]{3,30}"
_DAY = r"(?:,\s[\w.,'’ ]{2,30})?"
_DASH = r"\s?(?:--|[-–—:])\s?"
_STORY = r"(?=[^\Wa-z_]|[\"“'‘$€£])"
# at the beginning of a line; ``place`` and ``city`` are where the story was written
DATELINE = re.compile(
    rf"^(?:{_PLACE}{_DAY}\s{_AGENCY}{_DASH}|{_AGENCY}(?:{_DASH})?|(?:(?P<city>{_CAPITALS}){_DAY}\s(?:--|[-–—])|{_CAPITALS}:)\s){_STORY}",
    re.MULTILINE,
)


def capital_places(text: str) -> set[tuple[int, int]]:
    """Return where the places stand from which the stories in *text* were written, those in capitals."""
    found = [(match, group) for match in DATELINE.finditer(text) for group in ("place", "city")]
    return {match.span(group) for match, group in found if match[group] and match[group].isupper()}

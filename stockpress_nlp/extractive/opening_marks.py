"""What stands before the first word of a sentence and belongs to the layout of the page: dateline, bullet. Cut here.

Agencies begin a story with place, day and their name: ``NEW YORK, Nov 19 (Reuters) - Oil fell``. A dateline is known
by an agency in brackets before a dash, or by a place in capitals before a dash or a colon and a capital.
"""

from __future__ import annotations

import re

BULLET = re.compile(r"^(?:[-–—•*·▪►]\s+)+(?=\S)")
_AGENCY = r"\((?:[A-Z][\w.]*|dpa)(?:[ /-][\w.]+)?\)"
_PLACE = r"(?!The\s)[^\W\d_][\w.'’/ -]{1,30}"
_CAPITALS = r"(?=[^a-z]{4,30}[,\s])[A-ZÀ-Ý][A-ZÀ-Ý.'’/ -]{3,30}"
_DAY = r"(?:,\s[\w.,'’ ]{2,30})?"
_DASH = r"\s?(?:--|[-–—:])\s?"
_STORY = r"(?=[^\Wa-z_]|[\"“'‘$€£])"
DATELINE = re.compile(
    rf"^(?:{_PLACE}{_DAY}\s{_AGENCY}{_DASH}|{_AGENCY}(?:{_DASH})?|{_CAPITALS}(?:{_DAY}\s(?:--|[-–—])|:)\s){_STORY}"
)


def without_layout(sentence: str) -> str:
    """Return *sentence* from its first word on."""
    return DATELINE.sub("", BULLET.sub("", sentence), count=1)

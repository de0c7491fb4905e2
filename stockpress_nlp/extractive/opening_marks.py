"""What stands before the first word of a sentence and belongs to the layout of the page: dateline, bullet. Cut here."""

from __future__ import annotations

import re

from stockpress_nlp.datelines import DATELINE

BULLET = re.compile(r"^(?:[-–—•*·▪►]\s+)+(?=\S)")


def without_layout(sentence: str) -> str:
    """Return *sentence* from its first word on."""
    unmarked = BULLET.sub("", sentence)
    dateline = DATELINE.match(unmarked)
    return unmarked[dateline.end() :] if dateline else unmarked

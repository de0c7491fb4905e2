"""Where the words of a text begin and end, as the entity model was taught.

A possessive ending, a hyphen and a slash are words of their own; the point of an abbreviation is not. The model labels
the first part of each word. ``PARTS`` cuts these parts for Spark NLP's RegexTokenizer: runs of letters and digits, and
single signs. It must have them one by one: of a token such as "U.S." or "'s" Spark NLP reads the first part alone.
"""

from __future__ import annotations

import re

ABBREVIATIONS = "Inc|Corp|Co|Cos|Ltd|Bros|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Jr|Sr|St|Mt|Ft|No|vs"
PARTS = r"\s+|(?={0})|(?<={0})".format(r"[^\s\p{L}\p{M}\p{N}]")
WORD = re.compile(
    "|".join(
        (
            r"(?:[^\W\d_]\.){2,}",
            rf"\b(?:{ABBREVIATIONS})\.",
            r"\b[A-Z]\.(?=\s[A-Z])",
            r"(?<=[\w\s])['’](?:s|S|re|ve|ll|d|m|t)\b",
            # a letter may be followed by its accents: Zu\u0308rich
            r"(?:[^\W_][\u0300-\u036f]*)+(?:(?:[&.]|(?<=\d),(?=\d))(?:[^\W_][\u0300-\u036f]*)+)*",
            r"\S",
        )
    )
)


def word_places(text: str) -> list[tuple[int, int]]:
    """Return the places of the words of *text*, in order; white space belongs to none."""
    return [match.span() for match in WORD.finditer(text)]

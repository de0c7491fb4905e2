"""Where the words of a text begin and end, as the entity model was taught.

A possessive ending, a hyphen and a slash are words of their own; the point of an abbreviation is not. The model labels
the first part of each word. ``PARTS`` cuts these parts for Spark NLP's RegexTokenizer: runs of letters and digits, and
single signs. It must have them one by one: of a token such as "U.S." or "'s" Spark NLP reads the first part alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from stockpress_nlp.training.labelled import Span, spans_of

ABBREVIATIONS = "Inc|Corp|Co|Cos|Ltd|Bros|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Jr|Sr|St|Mt|Ft|No|vs"
PARTS = r"\s+|(?={0})|(?<={0})".format(r"[^\s\p{L}\p{M}\p{N}]")
WORD = re.compile(
    "|".join(
        (
            r"(?:[^\W\d_]\.){2,}",
            rf"\b(?:{ABBREVIATIONS})\.",
            r"\b[A-Z]\.(?=\s[A-Z])",
            r"(?<=[\w\s])['’](?:s|S|re|ve|ll|d|m|t)\b",
            r"[^\W_]+(?:(?:[&.]|(?<=\d),(?=\d))[^\W_]+)*",
            r"\S",
        )
    )
)


def word_places(text: str) -> list[tuple[int, int]]:
    """Return the places of the words of *text*, in order; white space belongs to none."""
    return [match.span() for match in WORD.finditer(text)]


def names(text: str, labels: Mapping[int, str]) -> tuple[Span, ...]:
    """Return the names of *text*, where *labels* has the model's label of the part at each place.

    Parts after a word's first are not asked. An I that follows a name goes on with it, whatever its type; one that
    follows none begins a name.
    """
    places = word_places(text)
    read, type_ = [], ""
    for start, _ in places:
        label = labels.get(start, "O")
        if label == "O":
            type_ = ""
        elif label.startswith("I-") and type_:
            label = f"I-{type_}"
        else:
            type_ = label[2:]
            label = f"B-{type_}"
        read.append(label)
    return spans_of(places, read)

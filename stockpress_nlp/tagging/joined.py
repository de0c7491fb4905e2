"""Names that a model cut in two: "Will" and "Moy", "THE" and "HAGUE", "Keefe" and "Bruyette & Woods". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import capwords

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.mentions import Mention

# what a firm of several partners has after the first
PARTNERS = re.compile(r"[\w-]+ (?:&|and) [\w-]+")


def joined(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return *mentions*, in order, those that are one name as one.

    Two words for a person, a place that is known, and the partners of a firm that nobody knows.
    """
    found: list[Mention] = []
    for mention in mentions:
        if found and found[-1].type == mention.type:
            between = text[found[-1].end : mention.start]
            whole = _whole(text, found[-1], mention, gazetteer) if between == " " else None
            whole = _firm(text, found[-1], mention) if between == ", " else whole
            if whole:
                found[-1] = whole
                continue
        found.append(mention)
    return found


def _whole(text: str, first: Mention, second: Mention, gazetteer: Gazetteer) -> Mention | None:
    name = text[first.start : second.end]
    sure = min((each.confidence for each in (first, second) if each.confidence is not None), default=None)
    form = gazetteer.known(name) or gazetteer.known(capwords(name))
    if form is not None and form.type == first.type:
        return Mention(first.start, second.end, form.type, form.key, form.symbol, confidence=sure)
    if first.type == "person" and name.count(" ") == 1:
        key = f"person {name.casefold()}"
        return replace(first, end=second.end, key=key, known=False, confidence=sure)
    return None


def _firm(text: str, first: Mention, second: Mention) -> Mention | None:
    alone = not first.known and not second.known and " " not in text[first.start : first.end]
    if first.type != "organisation" or not alone or not PARTNERS.fullmatch(text, second.start, second.end):
        return None
    return replace(first, end=second.end, key=f"organisation {text[first.start : second.end].casefold()}")

"""Names that a model cut in two: "Will" and "Moy", "THE" and "HAGUE". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import capwords

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.mentions import Mention


def joined(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return *mentions*, in order, those that are one name as one: two words for a person, a place that is known."""
    found: list[Mention] = []
    for mention in mentions:
        if found and text[found[-1].end : mention.start] == " " and found[-1].type == mention.type:
            whole = _whole(text, found[-1], mention, gazetteer)
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

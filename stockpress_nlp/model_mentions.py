"""The model's names as mentions: their edges mended, and which of them are known companies, places or indices.

Pure; which known names the model missed is asked in stockpress_nlp.tagging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stockpress_nlp.gazetteer import Gazetteer
from stockpress_nlp.labels import entity_type
from stockpress_nlp.mentions import LEGAL, Mention
from stockpress_nlp.name_forms import NameForm
from stockpress_nlp.reading import Reading
from stockpress_nlp.shorter_names import without_legal_form

# what the model now and then takes for a part of a name: "#Denver", "Next's"
OUTSIDE_FIRST = re.compile(r"^[-–—&,.\"'(@#$\s]+")
OUTSIDE_LAST = re.compile(r"(?:'s?|[-–—&,;:/\"(\s])+$", re.IGNORECASE)
# "Han Ji-won", of which the model has "Han Ji-"
HYPHENATED = re.compile(r"-[^\W\d_]+")
ADDRESS = re.compile(r"(?:www\.|[a-z0-9.-]+\.[a-z]{2,}$)")


def model_mentions(reading: Reading, known: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the names that the model found, in order; *known* are the known names of the article."""
    by_places = {(mention.start, mention.end): mention for mention in known}
    for name, confidence in reading.names():
        type_ = entity_type(name.type)
        if type_ is None:
            continue
        same = by_places.get((name.start, name.end))
        if same is not None and same.type == type_:
            yield replace(same, confidence=confidence)
            continue
        start, end = _edges(reading.text, name.start, name.end, type_, gazetteer)
        if start < end and not ADDRESS.match(text := reading.text[start:end]):
            form = _form(text, type_, gazetteer)
            key = form.key if form else f"{type_} {' '.join(_plain(text, type_).split())}"
            symbol = form.symbol if form else None
            yield Mention(start, end, type_, key, symbol, form is not None, confidence)


def _edges(text: str, start: int, end: int, type_: str, gazetteer: Gazetteer) -> tuple[int, int]:
    """Return where the name begins and ends: without what does not belong to it, with a company's legal form."""
    if gazetteer.known(text[start:end]):
        return start, end
    if type_ == "person" and text[end - 1] == "-" and (rest := HYPHENATED.match(text, end - 1)):
        return start, rest.end()
    if outside := OUTSIDE_FIRST.search(text[start:end]):
        start += outside.end()
    if outside := OUTSIDE_LAST.search(text[start:end]):
        end = start + outside.start()
    legal = LEGAL.match(text, end) if type_ == "organisation" else None
    return start, legal.end() if legal else end


def _form(text: str, type_: str, gazetteer: Gazetteer) -> NameForm | None:
    """Return what is known by the name of this type."""
    forms = (gazetteer.known(each) for each in (text, _plain(text, type_)))
    return next((form for form in forms if form is not None and form.type == type_), None)


def _plain(text: str, type_: str) -> str:
    return without_legal_form(text) if type_ == "organisation" else text

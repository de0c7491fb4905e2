"""The place of a dateline is a place, whatever a model takes its capitals for: "DUESSELDORF (Reuters) -". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stockpress_nlp.datelines import DATELINE
from stockpress_nlp.tagging.mentions import Mention


def at_datelines(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return *mentions*; those that are the place of a dateline in capitals, and no known name, as places."""
    places = {match.span("place"): match["place"] for match in DATELINE.finditer(text) if match["place"]}
    return [_as_place(mention, places.get((mention.start, mention.end), "")) for mention in mentions]


def _as_place(mention: Mention, place: str) -> Mention:
    if mention.known or not place.isupper():
        return mention
    return replace(mention, type="place", key=f"place {place.casefold()}")

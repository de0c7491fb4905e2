"""One name, one type: within an article a name that the model took for several things is what it mostly is. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.mentions import Mention
from stockpress_nlp.tagging.reading import Reading


def of_one_type(reading: Reading, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return *mentions*, those of the same name with the type that is surest for all of them together.

    A known place keeps its types: a city and a club, a state and a person are both written Washington. So does a known
    index: Nasdaq rises, and Nasdaq lists a company.
    """
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[reading.text[mention.start : mention.end]].append(mention)
    winners = {
        name: winner
        for name, found in by_name.items()
        if len({mention.type for mention in found}) > 1 and (winner := _winner(name, found, gazetteer))
    }
    return [_of_type(reading, mention, winners.get(reading.text[mention.start : mention.end])) for mention in mentions]


def _winner(name: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Mention | None:
    form = gazetteer.known(name)
    if form is not None and form.type in ("place", "misc"):
        return None
    if form is not None and form.certain and " " in name and form.type in {mention.type for mention in mentions}:
        return next(mention for mention in mentions if mention.type == form.type)
    sure: dict[str, float] = defaultdict(float)
    for mention in mentions:
        sure[mention.type] += mention.confidence or 0.0
    # a place that no list has is more often something else
    sure["place"] /= 2
    type_ = max(sure, key=lambda each: sure[each])
    return next((mention for mention in mentions if mention.type == type_), None)


def _of_type(reading: Reading, mention: Mention, winner: Mention | None) -> Mention:
    if winner is None or mention.type == winner.type:
        return mention
    sure = reading.probability(mention.start, winner.type)
    return replace(winner, start=mention.start, end=mention.end, confidence=sure)

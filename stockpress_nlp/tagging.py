"""From a reading of an article to its entities: the whole of the rules in one call. Pure."""

from __future__ import annotations

from stockpress.entity_tag import EntityTag
from stockpress_nlp.aliases import gathered
from stockpress_nlp.gazetteer import Gazetteer
from stockpress_nlp.mentions import Mention, Taken, known_mentions
from stockpress_nlp.names import unknown_mentions
from stockpress_nlp.reading import Reading


def entities(reading: Reading, gazetteer: Gazetteer) -> tuple[EntityTag, ...]:
    """Return who and what the article names."""
    known = known_mentions(reading, gazetteer)
    return gathered(reading, _apart([*unknown_mentions(reading, known, gazetteer), *known], len(reading.text)))


def _apart(mentions: list[Mention], length: int) -> list[Mention]:
    """Return mentions of which none lies over another, the longer before the shorter, in order."""
    taken, kept = Taken(length), []
    for mention in sorted(mentions, key=lambda mention: (mention.start - mention.end, mention.start)):
        if taken.free(mention.start, mention.end):
            taken.take(mention.start, mention.end)
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)

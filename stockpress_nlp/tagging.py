"""From a reading of an article to its entities: model and gazetteer in one call. Pure."""

from __future__ import annotations

from dataclasses import replace

from stockpress.entity_tag import EntityTag
from stockpress_nlp.aliases import gathered
from stockpress_nlp.gazetteer import Gazetteer
from stockpress_nlp.mentions import Mention, Taken, known_mentions
from stockpress_nlp.model_mentions import model_mentions
from stockpress_nlp.reading import Reading

# to the model; tuned on held-out sentences
LIKELY = 0.05


def entities(reading: Reading, gazetteer: Gazetteer) -> tuple[EntityTag, ...]:
    """Return who and what the article names."""
    return gathered(reading, mentions(reading, gazetteer))


def mentions(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions of the model and the known names that it missed, in order, none over another.

    A known organisation that the model did not find counts only where the model was in doubt; of two names that lie
    over each other the longer counts, of the same length the known one.
    """
    known = known_mentions(reading, gazetteer)
    found = list(model_mentions(reading, known, gazetteer))
    judged = [replace(each, confidence=_likely(reading, each)) for each in known]
    added = [each for each in judged if each.type == "misc" or each.confidence is not None]
    taken, kept = Taken(len(reading.text)), []
    for mention in sorted([*added, *found], key=lambda mention: (mention.start - mention.end, mention.start)):
        if taken.free(mention.start, mention.end):
            taken.take(mention.start, mention.end)
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _likely(reading: Reading, mention: Mention) -> float | None:
    """Return how probable the mention is to the model, None where it hardly is."""
    share = reading.probability(mention.start, mention.type)
    return share if share >= LIKELY else None

"""From a reading of an article to its entities: model and gazetteer in one call. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stockpress.entity_tag import EntityTag
from stockpress_nlp.tagging.abbreviations import explained, of_ordinary_words
from stockpress_nlp.tagging.aliases import gathered
from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.joined import joined
from stockpress_nlp.tagging.listing_codes import codes, is_code, named_by_code_alone
from stockpress_nlp.tagging.mentions import Mention, Taken, known_mentions
from stockpress_nlp.tagging.model_mentions import model_mentions
from stockpress_nlp.tagging.occurrences import in_longer_name, occurrences
from stockpress_nlp.tagging.one_type import of_one_type
from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.tagging.unintroduced import as_companies
from stockpress_nlp.tagging.words_beside import typed_by_words_beside

# to the model; between 1 and 5 % the labelled sets give the same, and less than 5 keeps the maker of a product
LIKELY = 0.02
# of a name that is whole, of one that is no more than two or three capitals: "HP" is a printer and a condition
SURE = 0.5
SHORT = re.compile(r"[A-Z]{2,3}")


def entities(reading: Reading, gazetteer: Gazetteer) -> tuple[EntityTag, ...]:
    """Return who and what the article names."""
    whole = joined(reading.text, mentions(reading, gazetteer), gazetteer)
    beside = typed_by_words_beside(reading, of_one_type(reading, whole, gazetteer), gazetteer)
    typed = as_companies(reading, beside)
    return gathered(reading, explained(reading.text, typed), gazetteer)


def mentions(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions of the model and the known names that it missed, in order, none over another.

    A known organisation that the model did not find counts only where the model was in doubt; of two names that lie
    over each other the longer counts, of the same length the known one. A company that has only the code of its
    listing is named by that.
    """
    known = known_mentions(reading, gazetteer)
    found = list(model_mentions(reading, known, gazetteer))
    judged = [replace(each, confidence=_likely(reading, each)) for each in known]
    added = [each for each in judged if each.type == "misc" or each.confidence is not None]
    every = _names_somebody(reading, [*_whole(reading, found), *added, *found])
    by_code = list(codes(reading.text, gazetteer))
    taken, kept = Taken(len(reading.text)), []
    for code in by_code:
        taken.take(code.start, code.end)
    for mention in sorted(every, key=lambda mention: (mention.start - mention.end, mention.start)):
        if taken.free(mention.start, mention.end):
            taken.take(mention.start, mention.end)
            kept.append(mention)
    kept += named_by_code_alone(kept, by_code)
    return sorted(kept, key=lambda mention: mention.start)


def _names_somebody(reading: Reading, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions that are neither codes of a listing nor abbreviations of ordinary words."""
    words = of_ordinary_words(reading.text)
    for each in found:
        if reading.text[each.start : each.end] not in words and not is_code(reading.text, each.start, each.end):
            yield each


def _likely(reading: Reading, mention: Mention) -> float | None:
    """Return how probable the mention is to the model, None where it hardly is."""
    share = reading.probability(mention.start, mention.type)
    short = SHORT.fullmatch(reading.text, mention.start, mention.end)
    return share if share >= (SURE if short else LIKELY) else None


def _whole(reading: Reading, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the other places of the names of several words: of these the model now and then sees a part."""
    names = {reading.text[each.start : each.end]: each for each in found if (each.confidence or 0) > SURE}
    several = {name: mention for name, mention in names.items() if " " in name}
    seen = {(each.start, each.end) for each in found}
    for start, end in occurrences(reading, several):
        mention = several[reading.text[start:end]]
        if (start, end) not in seen and not in_longer_name(reading, start, end, mention.type):
            yield replace(mention, start=start, end=end, confidence=None)

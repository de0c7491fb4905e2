"""People and organisations of which nothing is known: found by the company that their names keep. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stockpress_nlp import context
from stockpress_nlp.gazetteer import Gazetteer
from stockpress_nlp.mentions import Mention
from stockpress_nlp.reading import Reading
from stockpress_nlp.segments import Segment, segments
from stockpress_nlp.wordlists import words

LONGEST_PERSON = 4
LONGEST_ORGANISATION = 6
_HEADS = "|".join(sorted(words("institution_heads")))
_CAPITALS = r"[A-Z][\w-]*(?: (?:and )?[A-Z][\w-]*)*"
INSTITUTION = re.compile(rf"\b(?:[A-Z]\w+ )?(?:{_HEADS}) (?:of|for) (?:the )?{_CAPITALS}")


def unknown_mentions(reading: Reading, known: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions of names that are not known; one may lie over known names of a single word."""
    institutions = [each for each in _institutions(reading) if not _crosses(each, known)]
    parts = list(segments(reading, [*known, *institutions]))
    found = institutions + [mention for part in parts for mention in _by_itself(reading, part, gazetteer)]
    people_end = {mention.end for mention in found if mention.type == "person"}
    taken = {place for mention in found for place in (mention.start, mention.end)}
    for part in parts:
        if part.start in taken or part.end in taken or part.role or all(part.known):
            continue
        if context.is_described_as_organisation(reading, part.start, part.end, people_end):
            found.append(_organisation(reading, part.start, part.end))
    return found


def _institutions(reading: Reading) -> Iterator[Mention]:
    for match in INSTITUTION.finditer(reading.text):
        first = match.group().split()[0]
        start = match.start() + (len(first) + 1 if first.lower() in words("function_words") else 0)
        if not reading.in_title_case(start):
            yield _organisation(reading, start, match.end())


def _crosses(mention: Mention, known: Sequence[Mention]) -> bool:
    """Say whether a known name of the same extent or more lies over the mention."""
    return any(
        other.start < mention.end
        and mention.start < other.end
        and other.end - other.start >= mention.end - mention.start
        for other in known
    )


def _by_itself(reading: Reading, part: Segment, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the name that the segment is by its own words, its role, its profession."""
    if all(part.known):
        return
    if _is_organisation(reading, part) or context.employed_before(reading, part.start):
        yield _organisation(reading, part.start, part.end)
    elif (place := _given_name(reading, part, gazetteer)) is not None:
        first = 0 if part.role or context.role_before(reading, part.start) else place
        yield _person(reading, part, first, place + LONGEST_PERSON)
    elif _is_person(reading, part):
        yield _person(reading, part, 0, LONGEST_PERSON)


def _is_organisation(reading: Reading, part: Segment) -> bool:
    if part.role or len(part.words) < 2 or len(part.words) > LONGEST_ORGANISATION:
        return False
    return part.words[-1].text in words("organisation_endings") or " & " in reading.text[part.start : part.end]


def _given_name(reading: Reading, part: Segment, gazetteer: Gazetteer) -> int | None:
    """Return the place of the first given name that another word follows."""
    if part.words[-1].text in words("endings_of_no_person"):
        return None
    for place, word in enumerate(part.words[:-1]):
        following = part.words[place + 1].text
        if part.known[place] or not _is_given_name(word.text, following, gazetteer):
            continue
        if not (part.known[place + 1] == "organisation" and reading.opens_sentence(word.start)):
            return place
    return None


def _is_given_name(word: str, following: str, gazetteer: Gazetteer) -> bool:
    if word in words("family_first") and re.fullmatch("[A-Z][a-z]+-[a-z]+", following):
        return True
    return word in gazetteer.given_names or word.split("-")[0] in gazetteer.given_names


def _is_person(reading: Reading, part: Segment) -> bool:
    if part.role in words("titles"):
        return True
    if not 1 < len(part.words) <= LONGEST_PERSON:
        return False
    return bool(part.role) or context.is_described_as_person(reading, part.start, part.end)


def _organisation(reading: Reading, start: int, end: int) -> Mention:
    return Mention(start, end, "organisation", f"organisation {_single_spaced(reading, start, end)}", known=False)


def _person(reading: Reading, part: Segment, first: int, last: int) -> Mention:
    chosen = list(part.words[first:last])
    while len(chosen) > 1 and chosen[-1].text in words("particles"):
        chosen.pop()
    start, end = chosen[0].start, chosen[-1].end
    return Mention(start, end, "person", f"person {_single_spaced(reading, start, end)}", known=False)


def _single_spaced(reading: Reading, start: int, end: int) -> str:
    return " ".join(reading.text[start:end].split())

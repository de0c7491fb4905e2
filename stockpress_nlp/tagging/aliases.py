"""Mentions gathered into entities, with the places where an article speaks of them under a shorter name. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import capwords

from stockpress.entity_tag import EntityTag
from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.listing_codes import is_code
from stockpress_nlp.tagging.mentions import Mention, Taken
from stockpress_nlp.tagging.occurrences import in_longer_name, occurrences
from stockpress_nlp.tagging.prominence import prominence
from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.tagging.shorter_names import shorter_names, without_legal_form

PLACED = re.compile(r"\b(?:at|from|in|near|of|to) $")
Owners = Mapping[str, Sequence[Mention]]


def gathered(reading: Reading, mentions: Sequence[Mention], gazetteer: Gazetteer) -> tuple[EntityTag, ...]:
    """Return the entities of an article, those named first before the others."""
    shorter = _owners_of_shorter_names(reading, mentions, gazetteer)
    given = _owners_of_given_names(reading, mentions)
    mentions = [_renamed(reading, mention, shorter, given, gazetteer) for mention in mentions]
    every = sorted([*mentions, *_aliases(reading, mentions, shorter)], key=lambda mention: mention.start)
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention in every:
        by_key[mention.key].append(mention)
    most = max(map(len, by_key.values()), default=0)
    return tuple(_entity(reading, group, most) for group in by_key.values())


def _entity(reading: Reading, group: Sequence[Mention], most: int) -> EntityTag:
    """Return the entity that *group* mentions; the one that is named most often is named *most* times."""
    sure = [mention.confidence for mention in group if mention.confidence is not None]
    spans = tuple((mention.start, mention.end) for mention in group)
    return EntityTag(
        name=max((_name(reading, mention) for mention in group), key=_fullness),
        type=group[0].type,
        spans=spans,
        symbol=group[0].symbol,
        prominence=prominence(spans, reading.headline_end, len(reading.text), most),
        confidence=round(sum(sure) / len(sure), 4) if sure else None,
    )


def _name(reading: Reading, mention: Mention) -> str:
    """Return the name as it stands in the text, a company's without its legal form."""
    text = reading.text[mention.start : mention.end]
    return without_legal_form(text) if mention.type == "organisation" else text


def _fullness(name: str) -> tuple[bool, int]:
    """Return what makes a name the best of an entity: not in CAPITALS, then the longest."""
    return not name.isupper(), len(name)


def _owners_of_shorter_names(reading: Reading, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Owners:
    """Return who has each shorter name; "Pittsburgh" is a city and not the "Pittsburgh Post-Gazette"."""
    owners: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        for name in shorter_names(_name(reading, mention).removeprefix("The "), mention.type):
            if mention.type == "person" or not gazetteer.knows(name, "place"):
                owners[name].append(mention)
    return {name: found for name, found in owners.items() if _one_or_people(found)}


def _owners_of_given_names(reading: Reading, mentions: Sequence[Mention]) -> Owners:
    """Return whom a given name alone can mean: the one person of the article who has it."""
    owners: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        given, _, family = _name(reading, mention).partition(" ")
        if mention.type == "person" and family:
            owners[given].append(mention)
    return {name: found for name, found in owners.items() if len({owner.key for owner in found}) == 1}


def _one_or_people(owners: Sequence[Mention]) -> bool:
    """Say whether the owners of a name are one, or people: relatives share a name, organisations do not."""
    return len({owner.key for owner in owners}) == 1 or all(owner.type == "person" for owner in owners)


def _renamed(reading: Reading, mention: Mention, shorter: Owners, given: Owners, gazetteer: Gazetteer) -> Mention:
    """Return the mention as one of whoever it is the shorter name of: "Mr Krupa" after "Slawomir Krupa".

    A place of the name of a person in the article is that person, unless one is in it. A name that nobody else has is
    the person or the organisation whose it is, whatever the model took it for.
    """
    name = _name(reading, mention)
    # "Von der Leyen" at the start of a sentence, "MUSK" in a heading
    spellings = (name, name[0].lower() + name[1:], capwords(name))
    owners = every = next(filter(None, map(shorter.get, spellings)), ())
    if mention.type == "place" and gazetteer.knows(name, "place"):
        placed = PLACED.search(reading.before(mention.start))
        owners = [] if placed else [owner for owner in owners if owner.type == "person"]
    else:
        owners = [owner for owner in owners if owner.type == mention.type and not mention.known]
        if not owners and _is_free(reading, mention, name, every):
            owners = every
        if not owners and mention.type == "person":
            owners = given.get(name, ())
    if not owners:
        return mention
    owner = _nearest(owners, mention.start)
    return replace(owner, start=mention.start, end=mention.end, confidence=mention.confidence)


def _is_free(reading: Reading, mention: Mention, name: str, owners: Sequence[Mention]) -> bool:
    """Say whether nothing is known of the name but that it is that of one of *owners*: "the Moon" is no Moon Express.

    Two words are a person where a title stands before them.
    """
    if mention.known or len({owner.key for owner in owners}) != 1 or reading.before(mention.start).endswith("the "):
        return False
    return " " not in name or not reading.follows_role(mention.start)


def _nearest(owners: Sequence[Mention], place: int) -> Mention:
    """Return the one that is mentioned last before *place*, or first of all."""
    before = [owner for owner in owners if owner.start < place]
    return max(before, key=lambda owner: owner.start) if before else min(owners, key=lambda owner: owner.start)


def _aliases(reading: Reading, mentions: Sequence[Mention], shorter: Owners) -> Iterator[Mention]:
    """Yield the places where a name, or a shorter form of it, stands alone and is not taken."""
    owners = _owners_of_names(reading, mentions, shorter)
    if not owners:
        return
    taken = Taken(len(reading.text))
    for mention in mentions:
        taken.take(mention.start, mention.end)
    for start, end in occurrences(reading, owners):
        owner = _nearest(owners[reading.text[start:end]], start)
        if taken.free(start, end) and not (
            is_code(reading.text, start, end) or in_longer_name(reading, start, end, owner.type)
        ):
            yield replace(owner, start=start, end=end, confidence=None)


def _owners_of_names(reading: Reading, mentions: Sequence[Mention], shorter: Owners) -> Owners:
    owners = dict(shorter)
    for mention in mentions:
        if not mention.known:
            owners.setdefault(_name(reading, mention), [mention])
    return owners

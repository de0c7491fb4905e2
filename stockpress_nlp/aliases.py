"""Mentions gathered into entities, with the places where an article speaks of them under a shorter name. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stockpress.entity_tag import EntityTag
from stockpress_nlp.mentions import Mention, Taken
from stockpress_nlp.prominence import prominence
from stockpress_nlp.reading import Reading
from stockpress_nlp.shorter_names import shorter_names, without_legal_form
from stockpress_nlp.wordlists import lines, words

PLACED = re.compile(r"\b(?:at|from|in|near|of|to) $")
Owners = Mapping[str, Sequence[Mention]]


def gathered(reading: Reading, mentions: Sequence[Mention]) -> tuple[EntityTag, ...]:
    """Return the entities of an article, those named first before the others."""
    shorter = _owners_of_shorter_names(reading, mentions)
    mentions = [_renamed(reading, mention, shorter) for mention in mentions]
    every = sorted([*mentions, *_aliases(reading, mentions)], key=lambda mention: mention.start)
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
        name=max((_name(reading, mention) for mention in group), key=len),
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


def _owners_of_shorter_names(reading: Reading, mentions: Sequence[Mention]) -> Owners:
    owners: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        for name in shorter_names(_name(reading, mention), mention.type):
            owners[name].append(mention)
    return {name: found for name, found in owners.items() if _one_or_people(found)}


def _one_or_people(owners: Sequence[Mention]) -> bool:
    """Say whether the owners of a name are one, or people: relatives share a name, organisations do not."""
    return len({owner.key for owner in owners}) == 1 or all(owner.type == "person" for owner in owners)


def _renamed(reading: Reading, mention: Mention, shorter: Owners) -> Mention:
    """Return the mention as one of whoever it is the shorter name of: "Mr Krupa" after "Slawomir Krupa".

    A place of the name of a person in the article is that person, unless one is in it. A single word that nobody else
    has is the person or the organisation of that name, whichever the model took it for.
    """
    name = _name(reading, mention)
    # "Von der Leyen" at the start of a sentence
    owners = every = shorter.get(name) or shorter.get(name[0].lower() + name[1:], ())
    if mention.type == "place" and not PLACED.search(reading.before(mention.start)):
        owners = [owner for owner in owners if owner.type == "person"]
    else:
        owners = [owner for owner in owners if owner.type == mention.type and not mention.known]
        if not owners and not mention.known and " " not in name and len({owner.key for owner in every}) == 1:
            owners = every
    if not owners:
        return mention
    owner = _nearest(owners, mention.start)
    return replace(owner, start=mention.start, end=mention.end, confidence=mention.confidence)


def _nearest(owners: Sequence[Mention], place: int) -> Mention:
    """Return the one that is mentioned last before *place*, or first of all."""
    before = [owner for owner in owners if owner.start < place]
    return max(before, key=lambda owner: owner.start) if before else min(owners, key=lambda owner: owner.start)


def _aliases(reading: Reading, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the places where a name, or a shorter form of it, stands alone and is not taken."""
    owners = _owners_of_names(reading, mentions)
    if not owners:
        return
    taken = Taken(len(reading.text))
    for mention in mentions:
        taken.take(mention.start, mention.end)
    names = "|".join(re.escape(name) for name in sorted(owners, key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w@#/&-])(?:{names})(?!\w|[@/&]|-[A-Z]|\.\w)", reading.text):
        owner = _nearest(owners[match.group()], match.start())
        if taken.free(*match.span()) and not _goes_on(reading, *match.span(), owner.type):
            yield replace(owner, start=match.start(), end=match.end(), confidence=None)


def _owners_of_names(reading: Reading, mentions: Sequence[Mention]) -> Owners:
    owners = dict(_owners_of_shorter_names(reading, mentions))
    for mention in mentions:
        if not mention.known:
            owners.setdefault(_name(reading, mention), [mention])
    return owners


def _goes_on(reading: Reading, start: int, end: int, type: str) -> bool:
    """Say whether a capital next to the place makes it part of another name."""
    following = re.match(r" (?:& )?([A-Z][\w-]*)", reading.after(end))
    if following and following[1] not in words("calendar") and following[1].lower() not in lines("roles"):
        return not reading.in_title_case(start)
    preceding = re.search(r"([A-Z][\w'-]*) $", reading.before(start))
    if type != "person" or not preceding or preceding[1].lower() in (*lines("roles"), *words("function_words")):
        return False
    return not reading.opens_sentence(start - len(preceding[0]))

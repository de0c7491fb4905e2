"""The model's names as mentions: their edges mended, and which of them are known companies, places or indices.

Pure; which known names the model missed is asked in stockpress_nlp.tagging.article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from string import capwords

from stockpress_nlp.datelines import capital_places
from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.labels import entity_type
from stockpress_nlp.tagging.listing_codes import bare
from stockpress_nlp.tagging.mentions import LEGAL, Mention
from stockpress_nlp.tagging.name_edges import within
from stockpress_nlp.tagging.name_forms import NameForm
from stockpress_nlp.tagging.no_names import is_edited, is_no_name
from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.tagging.shorter_names import without_legal_form
from stockpress_nlp.wordlists import words

# "Han Ji-won", of which the model has "Han Ji-"
HYPHENATED = re.compile(r"-[^\W\d_]+")
# what a model cuts off: "New York State Attorney" before "General", "Yale School of" before "Medicine"
GOES_ON = re.compile(r"(?<=[a-z] Attorney) General\b|(?<= of| on)(?: [A-Z][\w-]*){1,4}|(?<= for)(?: [A-Z][\w-]*){1,4}")
# "told The Trade Desk": inside a sentence a capital makes the article a part of the name
WITH_ARTICLE = re.compile(r"[a-z,] (The )$")
LONGEST_INITIALS = 4
# "US-China"
JOINED = re.compile(r"([\w. ]+)[-–]([\w. ]+)")
# "Reliance on workers from abroad" opens a sentence
GOVERNS = re.compile(r" (?:between|for|from|in|into|of|on|to)\b")
# "737 MAX", "F-150", "E190-E2"
NUMBERED = re.compile(r"(?=\S*\d)[\w-]+")
# "T680", "EX90"; "F1" and "FY24" are none
TYPE_NUMBER = re.compile(r"(?!FY\d)[A-Z]{1,3}-?\d{2,4}[a-z]?")
LONGEST_MAKER = 2
TWO = re.compile(r"(.+) (of|and) (.+)")
ADDRESS = re.compile(r"(?:www\.|[a-z0-9.-]+\.[a-z]{2,}$)")
# before the rest of an account or of an address: "@tesla", "cars.com/ford"
IN_ADDRESS = re.compile(r"(?:@|\w\.[a-z]{2,}/\S*)$")


def model_mentions(reading: Reading, known: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the names that the model found, in order; *known* are the known names of the article."""
    by_places = {(mention.start, mention.end): mention for mention in known}
    edited = is_edited(reading.text)
    datelined = {reading.text[start:end].casefold() for start, end in capital_places(reading.text)}
    for name, confidence in reading.names():
        type_ = entity_type(name.type)
        if type_ is None:
            continue
        same = by_places.get((name.start, name.end))
        if same is not None and (same.type == type_ or _is_company(reading, same, type_)):
            sure = confidence if same.type == type_ else reading.probability(same.start, same.type)
            yield replace(same, confidence=sure)
            continue
        for first, last, kind in _parts(reading.text, name.start, name.end, type_, gazetteer):
            for start, end in _edges(reading.text, first, last, kind, edited, gazetteer):
                placed = reading.text[start:end].casefold() in datelined
                named = _type(reading.text[start:end], kind, placed, gazetteer)
                if mention := _mention(reading, start, end, named, edited, gazetteer):
                    sure = reading.probability(start, named) if placed and named != kind else confidence
                    yield replace(mention, known=mention.known or placed, confidence=sure)


def _is_company(reading: Reading, known: Mention, type_: str) -> bool:
    """Say whether a listed company of several words was taken for a person: Eli Lilly, but not "Mr Charles Schwab"."""
    if type_ != "person" or known.symbol is None or " " not in reading.text[known.start : known.end]:
        return False
    return not reading.follows_role(known.start)


def _mention(reading: Reading, start: int, end: int, type_: str, edited: bool, gazetteer: Gazetteer) -> Mention | None:
    """Return what stands between the places as a mention of our type *type_*, None where it is no name."""
    text, opens = reading.text[start:end], reading.opens_sentence(start)
    form = _form(text, type_, gazetteer)
    if ADDRESS.match(text) or IN_ADDRESS.search(reading.before(start)):
        return None
    if form is None:
        key = f"{type_} {' '.join(_plain(text, type_).casefold().split())}"
        return None if is_no_name(text, type_, edited, opens) else Mention(start, end, type_, key, known=False)
    if not form.certain and opens and GOVERNS.match(reading.after(end)):
        return None
    return Mention(start, end, type_, form.key, form.symbol)


def _parts(text: str, start: int, end: int, type_: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, str]]:
    """Yield the name, or the two known ones that the model took for one."""
    two = _two_names(text[start:end], type_, gazetteer)
    if two is None:
        yield start, end, type_
    else:
        first, second, kind = two
        yield start, start + len(first), "organisation"
        yield end - len(second), end, kind


def _two_names(name: str, type_: str, gazetteer: Gazetteer) -> tuple[str, str, str] | None:
    """Return the organisation that *name* begins with, the known name that it ends with, and the type of the latter.

    A maker and its product: Embraer, E190-E2; a company and its country: Mandarin Airlines of Taiwan; two companies.
    """
    if gazetteer.known(name) or gazetteer.known(name.replace(" and ", " & ")):
        return None
    if type_ in ("misc", "organisation"):
        for space in islice(re.finditer(" ", name), LONGEST_MAKER):
            maker, product = name[: space.start()], name[space.end() :]
            if gazetteer.knows(maker, "organisation") and _is_product(product, type_, gazetteer):
                return maker, product, "misc"
    if type_ == "organisation" and (both := TWO.fullmatch(name)):
        first, between, second = both.groups()
        kind = "place" if between == "of" else "organisation"
        institution = first.split()[-1] in words("institution_heads")
        if not institution and gazetteer.knows(first, "organisation") and gazetteer.knows(second, kind):
            return first, second, kind
    return None


def _is_product(name: str, type_: str, gazetteer: Gazetteer) -> bool:
    if gazetteer.knows(name, "misc"):
        return True
    return NUMBERED.match(name) is not None if type_ == "misc" else TYPE_NUMBER.fullmatch(name) is not None


def _edges(
    text: str, start: int, end: int, type_: str, edited: bool, gazetteer: Gazetteer
) -> Iterator[tuple[int, int]]:
    """Yield where the names begin and end: without what does not belong to them, with a company's legal form."""
    # "Calif", of which the point is the next word
    if text[end : end + 1] == "." and gazetteer.known(text[start : end + 1]):
        end += 1
    if gazetteer.known(text[start:end]):
        yield start, end
    elif (
        type_ == "place"
        and (both := JOINED.fullmatch(text, start, end))
        and all(gazetteer.knows(place, "place") for place in both.groups())
    ):
        yield both.span(1)
        yield both.span(2)
    else:
        start, end = _completed(text, start, end, type_)
        for first, last in within(text[start:end], type_, edited):
            legal = LEGAL.match(text, start + last) if type_ == "organisation" else None
            yield start + first, legal.end() if legal else start + last


def _completed(text: str, start: int, end: int, type_: str) -> tuple[int, int]:
    """Return where the name begins and ends with what the model cuts off."""
    if type_ == "person" and text[end - 1] == "-" and (rest := HYPHENATED.match(text, end - 1)):
        return start, rest.end()
    if type_ == "organisation" and (rest := GOES_ON.match(text, end)):
        end = rest.end()
    if type_ == "organisation" and (article := WITH_ARTICLE.search(text, max(0, start - 24), start)):
        start -= len(article[1])
    return start, end


def _type(text: str, type_: str, placed: bool, gazetteer: Gazetteer) -> str:
    """Return the type of a name: "Conn." and "DUESSELDORF (Reuters) -" are places, whatever the model took them for.

    A name that is the place of a dateline is *placed*, wherever the article has it.
    """
    if placed and _form(text, type_, gazetteer) is None:
        return "place"
    return "place" if text.endswith(".") and gazetteer.knows(text, "place") else type_


def _form(text: str, type_: str, gazetteer: Gazetteer) -> NameForm | None:
    """Return what is known by the name of this type, in CAPITALS too, or by the code of a listing."""
    spellings = (text, text.removeprefix("The "), _plain(text, type_))
    forms = map(gazetteer.known, spellings)
    known = next((form for form in forms if form is not None and form.type == type_), None)
    return bare(text, gazetteer) if known is None and type_ == "organisation" else known


def _plain(text: str, type_: str) -> str:
    """Return the name without its article and legal form and not in CAPITALS, where these are no initials."""
    if text.isupper() and len(text) > LONGEST_INITIALS:
        text = capwords(text)
    return without_legal_form(text).removeprefix("The ") if type_ == "organisation" else text

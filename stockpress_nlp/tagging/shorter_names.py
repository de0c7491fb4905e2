"""How a name is shortened once it has been given in full. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stockpress_nlp.tagging.mentions import ending_in
from stockpress_nlp.wordlists import lines, words

# these end names that would mean little without them: Lloyds Banking Group
_PART_OF_NAME = {"Company", "Group", "Holding", "Holdings", "REIT"}
_LEGAL_FORM = re.compile(ending_in(words("legal_endings") - _PART_OF_NAME) + "$")


def without_legal_form(name: str) -> str:
    """Return the name of an organisation without what says its legal form: Apple for Apple Inc."""
    return _LEGAL_FORM.sub("", name).removesuffix(" &").removesuffix(" and") or name


def shorter_names(name: str, type: str) -> set[str]:
    """Return the shorter names under which an article goes on to speak of a person or an organisation."""
    parts = name.split()
    if len(parts) < 2:
        return set()
    if type == "person":
        return set(_family_names(parts))
    return set(_organisation_names(parts)) if type == "organisation" else set()


def _family_names(parts: list[str]) -> Iterator[str]:
    particle = next((place for place, part in enumerate(parts) if place and part in words("particles")), len(parts) - 1)
    yield " ".join(parts[particle:])
    yield parts[-1]
    # "Han Ji-won" is Han afterwards
    if re.fullmatch("[A-Z][a-z]+-[a-z]+", parts[-1]):
        yield parts[0]


def _organisation_names(parts: list[str]) -> Iterator[str]:
    """Yield the first word, the first two of three, and the initials, where these can stand for the whole."""
    if _stands_for_the_whole(parts[0]):
        yield parts[0]
    if len(parts) > 2 and parts[1] not in ("of", "for", "and", "&", "the"):
        yield " ".join(parts[:2])
    if len(parts) > 3 and parts[1] in words("institution_heads"):
        yield " ".join(parts[:2])
    initials = "".join(part[0] for part in parts if part[0].isupper())
    if len(initials) > 2:
        yield initials


def _stands_for_the_whole(word: str) -> bool:
    vague = word in words("vague_words") or word.lower() in words("function_words") or word in lines("nationalities")
    return len(word) > 2 and word[0].isupper() and not vague

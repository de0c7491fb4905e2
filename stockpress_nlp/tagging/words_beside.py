"""What the words beside a name say of its type: "the Quandt family", "its Oppama plant", "the Smilewise brand". Pure.

Only of names that no list has, or that are known as places alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.mentions import Mention
from stockpress_nlp.tagging.places import places_of_our_list
from stockpress_nlp.tagging.reading import Reading

OWNED = re.compile(r"\b(?:an?|his|her|its|our|the|their)\s$|'s?\s$", re.IGNORECASE)
ABBREVIATED_ROLE = re.compile(r"\bC[EF]O\s$")
FAMILY = re.compile(r" family\b(?! of\b)")
GOODS = (
    "coal|cobalt|copper|diamond|gas|gold|iron ore|lithium|nickel|nuclear|oil|platinum|potash|power|silver|uranium|zinc"
)
SITE = re.compile(
    rf" (?:(?:{GOODS}) )?(?:brewery|deposit|gasfield|mine|mines|oilfield|plant|refinery|shaft|shipyard|smelter)\b"
)
BRAND = re.compile(r" brands?\b(?! (?:[A-Z]|manag))")
# the last words of the names of laws, and of what counts or honours
LAST_WORDS = ("Accord", "Accords", "Act", "Awards", "Directive", "Index", "Prize", "Treaty")
INSIDE = re.compile(r"(?:, of|\b(?:in|near))\s$")
# to the model; of a known place, as of a known company of several words
LIKELY = 0.02


def typed_by_words_beside(reading: Reading, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return *mentions*, each with the type that the words beside it give."""
    names = [reading.text[mention.start : mention.end] for mention in mentions]
    kinds = [_kind(reading, mention, name, gazetteer) for mention, name in zip(mentions, names, strict=True)]
    found = list(zip(mentions, names, kinds, strict=True))
    # a site is no site where an organisation of the article has its name
    organisations = {name for mention, name, kind in found if mention.type == "organisation" and kind is None}
    return [
        mention
        if kind is None or kind == mention.type
        else _of_kind(reading, mention, name, kind, organisations, gazetteer)
        for mention, name, kind in found
    ]


def _kind(reading: Reading, mention: Mention, name: str, gazetteer: Gazetteer) -> str | None:
    """Return the type that the words beside the mention give, None where they give none."""
    if mention.known:
        return None
    if mention.type == "organisation" and " " in name and name.endswith(LAST_WORDS):
        return "misc"
    if _is_place(reading, mention, name, gazetteer):
        return "place"
    before = reading.before(mention.start)
    if mention.type == "organisation" and " " in name and ABBREVIATED_ROLE.search(before):
        return "person"
    if not OWNED.search(before):
        return None
    after = reading.after(mention.end)
    if FAMILY.match(after) and mention.type in ("organisation", "place"):
        return "person"
    if SITE.match(after):
        return "place"
    return "misc" if BRAND.match(after) and mention.type == "organisation" else None


def _is_place(reading: Reading, mention: Mention, name: str, gazetteer: Gazetteer) -> bool:
    """Say whether a name that is known as a place alone is one: after "in", or of several words and no city."""
    if mention.type == "place" or not gazetteer.knows(name, "place"):
        return False
    if INSIDE.search(reading.before(mention.start)):
        return True
    # a city, such as Oklahoma City, is its club too
    region = " " in name and name in places_of_our_list()
    return region and reading.probability(mention.start, "place") >= LIKELY


def _of_kind(
    reading: Reading, mention: Mention, name: str, kind: str, organisations: set[str], gazetteer: Gazetteer
) -> Mention:
    form = gazetteer.known(name)
    known = kind == "place" and form is not None and form.type == kind
    if not known and kind != "person" and any(_begins(other, name) for other in organisations):
        return mention
    sure = reading.probability(mention.start, kind)
    key = form.key if known and form is not None else f"{kind} {name.casefold()}"
    # a family is no shorter name of its company
    family = kind == "person" and " " not in name
    return replace(mention, type=kind, key=key, known=known or family, confidence=sure)


def _begins(whole: str, name: str) -> bool:
    return whole == name or whole.startswith(f"{name} ")

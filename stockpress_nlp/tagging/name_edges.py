"""Where a name begins and ends: a model's name without the words around it that are no part of it. Pure.

A name is made of words with a capital; small words stand inside it and not at its ends. What cannot be a name at all
is said in stockpress_nlp.tagging.no_names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stockpress_nlp.wordlists import lines, words

# what the model now and then takes for a part of a name: "#Denver", "Next's"
OUTSIDE_FIRST = re.compile(r"^[-–—&,.\"'(@#$\[\]{}*•|\s]+")
OUTSIDE_LAST = re.compile(r"(?:'s?|[-–—&,;:/\"(\[\]{}*•|®™\s])+$", re.IGNORECASE)
WORD = re.compile(r"\S+")
# "Adeia – Rosenblatt Securities"; works have dashes inside, and capitals before one may be the place of a dateline
DASH = re.compile(r" (?:[–—]|--) ")
# "London-based Energy Institute"
ADJECTIVE = re.compile(r"[\w.'&-]+-(?:based|backed|born|controlled|focused|led|listed|owned|run)\s+")
ABBREVIATED_ROLES = ("CEO ", "CFO ")
# of these the family name alone would mean another: "Lady Starmer"
RANKS = ("dame", "lady", "lord")
# small words inside the names of organisations and places: "Department of Health and Human Services"
INSIDE = frozenset(
    "of for and the to on in at by with de la le du des del della di da do dos von und et y e a al el &".split()
)


def within(text: str, type_: str, edited: bool) -> Iterator[tuple[int, int]]:
    """Yield the places of the names in *text*, which a model took for one name of our type *type_*.

    Where the article is *edited*, names have capitals.
    """
    start, end = _bare(text, 0, len(text))
    # the rest of "Register of Members"
    if text.startswith("of ", start):
        return
    if adjective := ADJECTIVE.match(text, start, end):
        start = adjective.end()
    if not edited or not any(map(str.isupper, text[start:end])):
        if start < end:
            yield start, end
        return
    for part_start, part_end in _between_dashes(text, start, end, type_):
        for first, last in _capital_runs(text, part_start, part_end):
            first, last = _bare(text, first, last)
            if type_ == "person" or text[first:last].startswith(ABBREVIATED_ROLES):
                first = _after_role(text, first, last)
            if first < last:
                yield first, last


def _between_dashes(text: str, start: int, end: int, type_: str) -> Iterator[tuple[int, int]]:
    dash = DASH.search(text, start, end)
    if type_ == "organisation" and dash and not text[start : dash.start()].isupper():
        yield start, dash.start()
        yield from _between_dashes(text, dash.end(), end, type_)
    else:
        yield start, end


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the places without signs and possessive endings at either end."""
    if outside := OUTSIDE_FIRST.search(text[start:end]):
        start += outside.end()
    if outside := OUTSIDE_LAST.search(text[start:end]):
        end = start + outside.start()
    return start, end


def _capital_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of words with a capital or a digit; small words of names do not end one, "party" is its last."""
    small = INSIDE | words("particles")
    run: tuple[int, int] | None = None
    for word in WORD.finditer(text, start, end):
        if _is_capital(word.group()):
            run = (run[0] if run else word.start(), word.end())
        elif run and word.group() == "party":
            run = (run[0], word.end())
        elif run and word.group().strip(",.;") not in small:
            yield run
            run = None
        elif run is None and word.group() in words("particles"):
            run = word.span()
    if run:
        yield run


def _is_capital(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word) or not any(letter.isalnum() for letter in word)


def _after_role(text: str, start: int, end: int) -> int:
    """Return where the name begins after a title: "Sen. Murphy"."""
    title, _, rest = text[start:end].partition(" ")
    if rest and title.lower() in lines("roles") and title.lower() not in RANKS:
        return end - len(rest.lstrip())
    return start

"""What stands around a name and tells what it names: titles, professions, what an organisation is called.

Patterns over the text before a place or after it; who asks them is stockpress_nlp.names. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stockpress_nlp.reading import Reading
from stockpress_nlp.wordlists import lines, words

FAR_BEFORE = 70


def _either(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


_PROFESSION = _either(words("professions"))
_NOUN = _either(words("organisation_nouns"))
_SOME = "(?: [a-z][a-z-]*){0,4}?"

_ROLE = re.compile(rf"\b{_either(lines('roles'))} $", re.IGNORECASE)
_PROFESSION_AFTER = re.compile(rf", (?:an?|the|its|their|chief|head|senior|former){_SOME} ?\b{_PROFESSION}\b")
_WHO = re.compile(r", who (?:chairs|covers|follows|heads|helped|leads|led|manages|owns|runs|took|wrote)\b")
_SAID = re.compile(r"\b(?:said|says|according to|added|asked) $")
_OF = re.compile(r",| (?:of|at|from|with) (?:the )?[A-Z]")
_EMPLOYED = re.compile(
    rf"(?:, who (?:[^,.;]|\.\d){{3,60}} at"
    rf"|\b{_PROFESSION} (?:at|with)"
    r"|\b(?:analyst|economist|manager|strategist|partner|founder|trader) (?:of|for)) (?:the )?$"
)
_LINK = re.compile(r" (?:of|at|from) (?:the )?$")
_NOUN_BEFORE = re.compile(rf"\b{_NOUN} $")
_NOUN_AFTER = re.compile(rf", (?:an?|its|another|the [\w'-]+)(?: [\w'-]+){{0,5}}? {_NOUN}\b(?!'s| sa)")


def role_before(reading: Reading, start: int) -> bool:
    """Say whether a role stands before: "the analyst", "finance minister"."""
    return bool(_ROLE.search(reading.before(start)))


def employed_before(reading: Reading, start: int) -> bool:
    """Say whether someone works for what follows: "an analyst at"."""
    return bool(_EMPLOYED.search(reading.before(start, FAR_BEFORE)))


def is_described_as_person(reading: Reading, start: int, end: int) -> bool:
    """Say whether the text around the places speaks of a person: a role, a profession, someone who said something."""
    before, after = reading.before(start), reading.after(end)
    if _ROLE.search(before) or _PROFESSION_AFTER.match(after) or _WHO.match(after):
        return True
    return bool(_SAID.search(before) and _OF.match(after) and not _NOUN_AFTER.match(after))


def is_described_as_organisation(reading: Reading, start: int, end: int, people_end: set[int]) -> bool:
    """Say whether the text around the places speaks of an organisation, also as that of a person who ends there."""
    before = reading.before(start, FAR_BEFORE)
    link = _LINK.search(before)
    if link and start - len(link.group()) in people_end:
        # "Ethan Chapin of Conway, Washington" lives there
        return not re.match(", [A-Z]", reading.after(end))
    return bool(_EMPLOYED.search(before) or _NOUN_BEFORE.search(before) or _NOUN_AFTER.match(reading.after(end)))

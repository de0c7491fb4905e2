"""Which known names an article mentions: companies and other organisations, indices; Spark NLP saw where they stand.

The longest come before the shorter; where a name is an ordinary word too, its capital inside a sentence is the
evidence. What the model finds is not asked here. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.name_forms import NameForm, spelled
from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.wordlists import words


def ending_in(endings: Iterable[str]) -> str:
    """Return the pattern of one or more of the *endings* after a name."""
    longest_first = sorted(endings, key=lambda ending: (-len(ending), ending))
    return rf"(?:,? (?:{'|'.join(map(re.escape, longest_first))})(?!\w))+"


LEGAL = re.compile(ending_in(words("legal_endings")))
TRADE = re.compile(rf" (?:{'|'.join(sorted(words('trade_endings')))})\b(?:(?={LEGAL.pattern})|(?! [A-Z]))")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names something; mentions of the same thing share a ``key``.

    ``known`` is a name of the gazetteer. ``confidence`` is how probable the type is to the model, None where the
    model did not find the name.
    """

    start: int
    end: int
    type: str
    key: str
    symbol: str | None = None
    known: bool = True
    confidence: float | None = None


class Taken:
    """Which characters belong to a mention already."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        """Say whether no character between the places is taken."""
        return not any(self._marks[start:end])

    def take(self, start: int, end: int) -> None:
        """Mark the characters between the places as taken."""
        self._marks[start:end] = b"\1" * (end - start)


def known_mentions(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions of known names, in order, none over another."""
    certain, doubtful = [], []
    taken = Taken(len(reading.text))
    for start, end in sorted(set(reading.known), key=lambda span: (span[0] - span[1], span)):
        form = gazetteer.known(reading.text[start:end])
        if form is None or "\n" in reading.text[start:end] or not taken.free(start, end):
            continue
        if not _stands_alone(reading.text, start, end):
            continue
        if form.type == "organisation" and (ending := _ending(reading.text, end)) > end:
            end, form = ending, _surely(form)
        taken.take(start, end)
        (certain if form.certain else doubtful).append((start, end, form))
    keys = {form.key for _, _, form in certain}
    keys |= {form.key for start, end, form in doubtful if _shown_by_capital(reading, start, end)}
    kept = certain + [each for each in doubtful if each[2].key in keys and not _beside_a_capital(reading, *each[:2])]
    return sorted((_mention(*each) for each in kept), key=lambda mention: mention.start)


def _mention(start: int, end: int, form: NameForm) -> Mention:
    return Mention(start, end, form.type, form.key, form.symbol)


def _surely(form: NameForm) -> NameForm:
    return NameForm(form.name, form.key, form.type, form.symbol)


def _ending(text: str, end: int) -> int:
    """Return where the name ends that goes on with a trade word or a legal form: Honda Motor, Intel Corp."""
    for pattern in (TRADE, LEGAL):
        if found := pattern.match(text, end):
            end = found.end()
    return end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether the name is not part of a word, an address of the web or an account."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return not (re.match(r"[\w@#/&]", before) or re.match(r"\w|[@/&_+]|\.\w", after))


def _shown_by_capital(reading: Reading, start: int, end: int) -> bool:
    """Say whether the place shows that an ordinary word is a name here."""
    if _beside_a_capital(reading, start, end) or reading.in_title_case(start):
        return False
    if reading.opens_sentence(start):
        following = re.match(r"('s)? (\w+)", reading.after(end))
        return bool(following and (following[1] or following[2] in words("company_verbs")))
    return not re.search(r"\b(?:the|a|an|this|that)\s+$", reading.before(start), re.IGNORECASE)


def _beside_a_capital(reading: Reading, start: int, end: int) -> bool:
    """Say whether a capital or a hyphen next to an ordinary word makes it part of another name."""
    before, after = reading.before(start), reading.after(end)
    if before.endswith("-") or after.startswith("-"):
        return True
    following = re.match(r" ([^\W\d_]\w*)", after)
    preceding = re.search(r"([^\W\d_]\w*) $", before)
    return bool(
        (following and following[1][0].isupper() and not _is_role(following[1]))
        or (preceding and preceding[1][0].isupper() and not reading.opens_sentence(start - len(preceding[0])))
    )


def _is_role(word: str) -> bool:
    return spelled(word).lower() in ("chief", "chairman", "president", "executive", "director")

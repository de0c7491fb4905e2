"""A run of capitals taken apart: what may be one name, and what was said of it just before, just after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stockpress_nlp.mentions import Mention
from stockpress_nlp.reading import Reading, Word
from stockpress_nlp.wordlists import lines, words

LONGEST_ROLE = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a run that may be one name; ``role`` is the capitalised role before them, in lower case, or empty.

    ``known`` tells for each word of what type a known name it alone is, empty where it is none.
    """

    words: tuple[Word, ...]
    known: tuple[str, ...]
    role: str

    @property
    def start(self) -> int:
        """Where the first word begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return self.words[-1].end


def segments(reading: Reading, known: Sequence[Mention]) -> Iterator[Segment]:
    """Yield the segments of all runs, outside headings.

    A run is parted at a known name of several words, a role, a word of the calendar, a possessive; words that open
    a sentence without being a name are left off.
    """
    covering = {place: mention for mention in known for place in range(mention.start, mention.end)}
    for start, end in reading.runs:
        if not reading.in_title_case(start):
            yield from _parted(reading, reading.words(start, end), covering)


def _parted(reading: Reading, found: Sequence[Word], covering: dict[int, Mention]) -> Iterator[Segment]:
    kept: list[tuple[Word, str]] = []
    role, place = "", 0
    while place < len(found):
        word = found[place]
        length = _role_length(found, place)
        mention = covering.get(word.start)
        several = mention is not None and (mention.end != word.end or mention.start != word.start)
        skipped = not kept and word.text.lower() in words("function_words") and mention is None
        if length or several or skipped or _is_no_name(word.text):
            if kept:
                yield _segment(kept, role)
            kept, role = [], ""
            if length:
                role = " ".join(each.text for each in found[place : place + length]).lower()
            place += length or 1
            continue
        kept.append((word, mention.type if mention else ""))
        place += 1
        if word.last:
            yield _segment(kept, role)
            kept, role = [], ""
    if kept:
        yield _segment(kept, role)


def _is_no_name(word: str) -> bool:
    """Say whether the word is of the calendar, or an amount or a model: March, DKr8bn, A320."""
    return word in words("calendar") or any(character.isdigit() for character in word)


def _segment(kept: Sequence[tuple[Word, str]], role: str) -> Segment:
    while len(kept) > 1 and kept[-1][0].text in words("particles"):
        kept = kept[:-1]
    return Segment(tuple(word for word, _ in kept), tuple(known for _, known in kept), role)


def _role_length(found: Sequence[Word], place: int) -> int:
    """Return how many words from *place* on are a role, 0 where none are."""
    for length in range(min(LONGEST_ROLE, len(found) - place), 0, -1):
        if " ".join(word.text for word in found[place : place + length]).lower() in lines("roles"):
            return length
    return 0

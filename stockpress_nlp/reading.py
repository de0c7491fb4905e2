"""What Spark NLP saw in an article, in a form that can be questioned: sentences, known names, runs of capitals.

Pure; which of it is an entity is decided in stockpress_nlp.mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from stockpress_nlp.wordlists import words

NAME_WORD = re.compile(r"(?:[^\W\d_]\.){1,}|[^\W_]+(?:['&-][^\W_]+)*\.?")
# what is not part of a name at its end: "Musk's", "Siemens'", "Buffett-backed"
APPENDED = re.compile(r"(?:'s?|-(?:[a-z]+ed|based|led|born|style|like|made|wide|run))$")
ABBREVIATIONS = frozenset("St. Inc. Corp. Co. Ltd. Mr. Mrs. Ms. Dr. Jr. Sr. Prof. Sen. Rep. Gov. Cos. Bros.".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a run of capitals; ``last`` where a possessive or a point ends the name that it is in."""

    text: str
    start: int
    end: int
    last: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An article of which the headline ends at *headline_end*; places are (start, end) into *text*.

    *text* has the length of the article's own text, with plain spaces and apostrophes.
    """

    text: str
    headline_end: int
    sentence_starts: Sequence[int]
    known: Sequence[tuple[int, int]]
    runs: Sequence[tuple[int, int]]
    _title_case: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def words(self, start: int, end: int) -> list[Word]:
        """Return the words between two places, possessive endings cut off."""
        found = []
        for match in NAME_WORD.finditer(self.text, start, end):
            word = match.group()
            if word.endswith(".") and word not in ABBREVIATIONS and not re.fullmatch(r"(?:[^\W\d_]\.)+", word):
                word = word[:-1]
            plain = APPENDED.sub("", word)
            if plain:
                ends = plain != word or plain != match.group()
                found.append(Word(plain, match.start(), match.start() + len(plain), ends))
        return found

    def sentence_start(self, place: int) -> int:
        """Return where the sentence around *place* begins."""
        number = bisect_right(self.sentence_starts, place) - 1
        return self.sentence_starts[number] if number >= 0 else 0

    def opens_sentence(self, place: int) -> bool:
        """Say whether no word of its sentence stands before *place*."""
        start = self.sentence_start(place)
        return not re.search(r"\w", self.text[start:place])

    def in_title_case(self, place: int) -> bool:
        """Say whether the sentence around *place* writes most of its words with a capital, as headings do."""
        start = self.sentence_start(place)
        if start not in self._title_case:
            number = bisect_right(self.sentence_starts, start)
            end = self.sentence_starts[number] if number < len(self.sentence_starts) else len(self.text)
            self._title_case[start] = _title_case(self.text[start : min(end, start + 1000)])
        return self._title_case[start]

    def before(self, place: int, length: int = 40) -> str:
        """Return what stands in the same sentence right before *place*."""
        return self.text[max(self.sentence_start(place), place - length) : place]

    def after(self, place: int, length: int = 90) -> str:
        """Return what stands right after *place*."""
        return self.text[place : place + length]


def _title_case(sentence: str) -> bool:
    if re.search(r"[.!?,;:][\"'”’)]*\s*$", sentence):
        return False
    long_words = re.findall(r"[^\W\d_]{4,}", sentence)
    capitals = [word for word in long_words if word[0].isupper() and word.lower() not in words("function_words")]
    return len(long_words) >= 4 and len(capitals) > 0.65 * len(long_words)

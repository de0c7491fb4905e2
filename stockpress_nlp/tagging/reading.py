"""What Spark NLP saw in an article, in a form that can be questioned: sentences, the model's names, known names.

Pure; which of it is an entity is decided in stockpress_nlp.tagging.article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stockpress_nlp.tagging.labels import Name, PartLabel, names
from stockpress_nlp.wordlists import lines, words

LONGEST_HEADING = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """An article of which the headline ends at *headline_end*; places are (start, end) into *text*.

    *text* has the length of the article's own text, with plain spaces and apostrophes. ``labels`` has what
    the model says of each part that may be in a name, by its place.
    """

    text: str
    headline_end: int
    sentences: Sequence[tuple[int, int]]
    known: Sequence[tuple[int, int]]
    labels: Mapping[int, PartLabel]
    _title_case: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def names(self) -> Iterator[tuple[Name, float]]:
        """Yield the model's names, none over the end of a sentence, each with how sure its least sure word is."""
        starts = sorted(self.labels)
        for start, end in self.sentences:
            inside = starts[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
            if not inside:
                continue
            for name in names(self.text[start:end], {place - start: self.labels[place].label for place in inside}):
                sure = min(self.labels[start + word].probability(name.type) for word in name.words)
                yield Name(start + name.start, start + name.end, name.type, name.words), sure

    def probability(self, place: int, type_: str) -> float:
        """Return how probable it is to the model that the part at *place* is in a name of our type *type_*."""
        label = self.labels.get(place)
        return label.probability_of(type_) if label else 0.0

    def sentence(self, place: int) -> tuple[int, int]:
        """Return where the sentence around *place* begins, and where the next one does."""
        number = bisect_right(self.sentences, (place, len(self.text))) - 1
        following = number + 1
        return (
            self.sentences[number][0] if number >= 0 else 0,
            self.sentences[following][0] if following < len(self.sentences) else len(self.text),
        )

    def opens_sentence(self, place: int) -> bool:
        """Say whether no word of its sentence stands before *place*."""
        return not re.search(r"\w", self.text[self.sentence(place)[0] : place])

    def follows_role(self, place: int) -> bool:
        """Say whether a title or a role stands right before *place*: "Mr", "chairman"."""
        called = re.search(r"([\w'.]+) $", self.before(place))
        return called is not None and called[1].lower() in lines("roles")

    def in_title_case(self, place: int) -> bool:
        """Say whether the sentence around *place* writes most of its words with a capital, as headings do."""
        start, end = self.sentence(place)
        if start not in self._title_case:
            self._title_case[start] = _title_case(self.text[start : min(end, start + LONGEST_HEADING)])
        return self._title_case[start]

    def before(self, place: int, length: int = 40) -> str:
        """Return what stands in the same sentence right before *place*."""
        return self.text[max(self.sentence(place)[0], place - length) : place]

    def after(self, place: int, length: int = 90) -> str:
        """Return what stands right after *place*."""
        return self.text[place : place + length]


def _title_case(sentence: str) -> bool:
    if re.search(r"[.!?,;:][\"'”’)]*\s*$", sentence):
        return False
    long_words = re.findall(r"[^\W\d_]{4,}", sentence)
    capitals = [word for word in long_words if word[0].isupper() and word.lower() not in words("function_words")]
    return len(long_words) >= 4 and len(capitals) > 0.65 * len(long_words)

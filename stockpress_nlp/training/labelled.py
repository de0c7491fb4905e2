"""A sentence with the names in it marked. Where such sentences come from, and who finds names, is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TYPES = ("PER", "ORG", "LOC", "MISC")
LABELS = ("O", *(f"{place}-{type_}" for type_ in TYPES for place in "BI"))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A name: the places of its first character and of the one after its last, and one of TYPES."""

    start: int
    end: int
    type: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span: expected 0 <= start < end, found {self.start} and {self.end}")
        if self.type not in TYPES:
            raise ValueError(f"span: expected a type of {', '.join(TYPES)}, found {self.type!r}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and its names, in order, none over another; ``words`` are the words of its first reader, if any.

    Where ``misc_marked`` is false, names of type MISC may be among the words that are in no name.
    """

    text: str
    spans: tuple[Span, ...]
    words: tuple[str, ...] = ()
    misc_marked: bool = True

    def __post_init__(self) -> None:
        end = 0
        for span in self.spans:
            if span.start < end or span.end > len(self.text):
                raise ValueError(f"spans: expected places in order inside {self.text!r}, found {span}")
            end = span.end


def from_words(words: Sequence[str], labels: Sequence[str], misc_marked: bool = True) -> Labelled:
    """Return the sentence of *words* joined by spaces; *labels* are O, B-TYPE and I-TYPE, of TYPES alone.

    An I-TYPE that follows no name of its type begins one, as in files that have no B.
    """
    spans: list[Span] = []
    start, place, type_ = 0, 0, ""
    for word, label in zip((*words, ""), (*labels, "O"), strict=True):
        if type_ and label != f"I-{type_}":
            spans.append(Span(start, place - 1, type_))
            type_ = ""
        if label != "O" and not type_:
            start, type_ = place, label[2:]
        place += len(word) + 1
    return Labelled(" ".join(words), tuple(spans), tuple(words), misc_marked)


def labels_of(places: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[str]:
    """Return one label for each word of *places*; a word that is partly in a name counts as in it."""
    labels = ["O"] * len(places)
    for span in spans:
        inside = [number for number, (start, end) in enumerate(places) if start < span.end and end > span.start]
        for number in inside:
            labels[number] = f"{'B' if number == inside[0] else 'I'}-{span.type}"
    return labels


def spans_of(places: Sequence[tuple[int, int]], labels: Sequence[str]) -> tuple[Span, ...]:
    """Return the names that *labels* say; a name ends where the label is not an I of its type."""
    spans: list[Span] = []
    first, last, type_ = 0, 0, ""
    for (start, end), label in zip((*places, (0, 0)), (*labels, "O"), strict=True):
        if type_ and label == f"I-{type_}":
            last = end
            continue
        if type_:
            spans.append(Span(first, last, type_))
        first, last, type_ = start, end, label[2:] if label != "O" else ""
    return tuple(spans)

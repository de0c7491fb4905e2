"""From a model's labels of parts to names, and what the labels of models of others mean.

This is done here and not by Spark NLP's NerConverter, which drops a name that begins with an I, takes a change of type
inside a name for its end, and knows no words: it would leave "AT" of "AT&T".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stockpress_nlp.words import word_places

BEGINS = frozenset("BSU")
ENTITY_TYPES = {
    **dict.fromkeys(("PER", "PERSON"), "person"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION", "CORPORATION"), "organisation"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE", "FAC"), "place"),
    "MISC": "misc",
}


class LabelsUnknown(ValueError):
    """A model's labels name no type that is known here."""


@dataclass(frozen=True, slots=True)
class PartLabel:
    """What a model says of a part: its label, and the probability of each of the model's types, B and I together."""

    label: str
    types: Mapping[str, float]

    @classmethod
    def read(cls, label: str, metadata: Mapping[str, str]) -> PartLabel:
        """Read an annotation of Spark NLP, whose metadata has the probability of each label among other things."""
        types: dict[str, float] = {}
        for key, value in metadata.items():
            type_ = parted(key)[1]
            if entity_type(type_) is not None:
                types[type_] = types.get(type_, 0.0) + float(value)
        return cls(label, types)

    def probability(self, type_: str) -> float:
        """Return how probable the model's type *type_* is."""
        return min(self.types.get(type_, 0.0), 1.0)

    def probability_of(self, entity: str) -> float:
        """Return how probable our type *entity* is: to some models GPE and LOC are both places."""
        return min(sum(share for type_, share in self.types.items() if entity_type(type_) == entity), 1.0)


@dataclass(frozen=True, slots=True)
class Name:
    """A name by a model: its places in the text, its type as the model calls it, and the places of its words."""

    start: int
    end: int
    type: str
    words: tuple[int, ...]


def parted(label: str) -> tuple[str, str]:
    """Return how a word stands in a name and the name's type: B and PER for B-PER; a bare PER goes on as I does."""
    divided = re.fullmatch(r"([A-Z])[-_](.+)", label)
    return (divided[1], divided[2]) if divided else ("I", label)


def entity_type(type_: str) -> str | None:
    """Return our word for a model's type of name, None where it is no entity to us: dates, amounts, nationalities."""
    return ENTITY_TYPES.get(type_.upper())


def require_known(labels: Iterable[str], where: object) -> None:
    """Raise LabelsUnknown where none of a model's labels names a type that is known here."""
    found = sorted({parted(label)[1] for label in labels if label != "O"})
    if not any(map(entity_type, found)):
        raise LabelsUnknown(
            f"{where}: expected labels such as B-PER and I-ORG, found the types {', '.join(found) or 'none'};"
            f" known are {', '.join(ENTITY_TYPES)}"
        )


def names(text: str, labels: Mapping[int, str]) -> tuple[Name, ...]:
    """Return the names of *text*, where *labels* has the model's label of the part at each place.

    Parts after a word's first are not asked. An I that follows a name goes on with it, whatever its type; one that
    follows none begins a name.
    """
    found: list[Name] = []
    open_ = False
    for start, end in word_places(text):
        label = labels.get(start, "O")
        if label == "O":
            open_ = False
            continue
        position, type_ = parted(label)
        if open_ and position not in BEGINS:
            last = found.pop()
            found.append(Name(last.start, end, last.type, (*last.words, start)))
        else:
            found.append(Name(start, end, type_, (start,)))
        open_ = True
    return tuple(found)

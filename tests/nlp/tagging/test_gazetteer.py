from __future__ import annotations

import time

import pytest

from stockpress_nlp.tagging.companies import company_names
from stockpress_nlp.tagging.gazetteer import load_gazetteer


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("Apple Inc.", ["Apple Inc.", "Apple"]),
        ("Eli Lilly and Company", ["Eli Lilly and Company", "Eli Lilly"]),
        ("The Walt Disney Company", ["The Walt Disney Company", "Walt Disney Company", "Walt Disney"]),
        ("Micron Technology", ["Micron Technology", "Micron"]),
        ("Puma (brand)", ["Puma"]),
        ("KalmarB", ["Kalmar"]),
        ("D. R. Horton", ["D. R. Horton"]),
        ("News Corp", ["News Corp"]),
    ],
)
def test_a_company_is_known_by_the_forms_that_the_press_uses(listed: str, names: list[str]):
    assert company_names(listed) == names


@pytest.mark.parametrize(
    ("name", "type", "symbol"),
    [
        ("Apple", "organisation", "AAPL"),
        ("L’Oréal", "organisation", "OR.PA"),
        ("D.R. Horton", "organisation", "DHI"),
        ("Google", "organisation", "GOOGL"),
        ("Samsung Electronics", "organisation", "005930.KS"),
        ("Merck", "organisation", None),
        ("European Central Bank", "organisation", None),
        ("U.S.", "place", None),
        ("Zurich", "place", None),
        ("Frankfurt", "place", None),
        ("S&P 500", "misc", None),
    ],
)
def test_names_stand_for_something_and_a_listing_where_that_is_certain(name: str, type: str, symbol: str | None):
    known = load_gazetteer().known(name)
    assert known is not None
    assert (known.type, known.symbol) == (type, symbol)


@pytest.mark.parametrize("name", ["Target", "Visa", "Gap", "Next", "Block", "Tiffany", "Brent"])
def test_a_name_that_is_a_word_too_is_doubtful(name: str):
    known = load_gazetteer().known(name)
    assert known is None or not known.certain


@pytest.mark.parametrize("name", ["Reading", "Mobile", "Nice", "Of", "Partners", "National", "Southern", "First"])
def test_a_name_that_is_mostly_something_else_is_not_known(name: str):
    assert load_gazetteer().known(name) is None


def test_forms_of_one_company_share_a_key():
    gazetteer = load_gazetteer()
    keys = {gazetteer.forms[name].key for name in ("Volkswagen", "Volkswagen Group", "VW")}
    assert len(keys) == 1


def test_places_are_looked_up_and_not_looked_for():
    matched = load_gazetteer().matched()
    assert {"Apple", "S & P 500"} <= set(matched)
    assert not {"Zurich", "France"} & set(matched)


def test_the_gazetteer_is_made_quickly():
    load_gazetteer.cache_clear()
    started = time.process_time()
    load_gazetteer()
    assert time.process_time() - started < 4

from __future__ import annotations

import pytest

from stockpress_nlp.tagging.gazetteer import load_gazetteer
from stockpress_nlp.tagging.listing_codes import codes, is_code


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("$AAPL and $BRK.B rose, $TSLA.", ["AAPL", "BRK.B", "TSLA"]),
        ("IBM (NYSE: IBM), LON:VOD, (LSE: BARC), TYO:7203", ["IBM", "VOD.L", "BARC.L", "7203.T"]),
        ("Kroger (KR.N), Apple (AAPL.O), RR.L; 7203.T", ["KR", "AAPL", "RR.L", "7203.T"]),
    ],
)
def test_a_code_stands_for_the_listed_company(text: str, symbols: list[str]):
    found = list(codes(text, load_gazetteer()))
    assert [code.symbol for code in found] == symbols
    assert not any(set(text[code.start : code.end]) & set(" $:()") for code in found)


@pytest.mark.parametrize(
    "text", ["$5 or US$20", "the U.S. and J.P. Morgan", "at 10:30", "T.N", "(Source: IBM)", "http://X.L"]
)
def test_what_looks_like_a_code_and_is_none_is_left_alone(text: str):
    assert not list(codes(text, load_gazetteer()))


@pytest.mark.parametrize(
    "text", ["IBM (NYSE: <IBM>) rose", "IBM (<NYSE>: IBM) rose", "(ticker: <HD>)", "the Dow .<DJI> fell"]
)
def test_codes_of_listings_are_no_names(text: str):
    start, end = text.index("<"), text.index(">") - 1
    assert is_code(text.replace("<", "").replace(">", ""), start, end)


def test_a_source_in_parentheses_is_no_code():
    assert not is_code("(Source: Reuters)", 9, 16)

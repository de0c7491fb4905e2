from __future__ import annotations

import pytest

from stockpress_nlp.tagging.listing_codes import codes


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("$AAPL and $BRK.B rose, $TSLA.", ["AAPL", "BRK.B", "TSLA"]),
        ("IBM (NYSE: IBM), LON:VOD, (LSE: BARC), TYO:7203", ["IBM", "VOD.L", "BARC.L", "7203.T"]),
        ("Kroger (KR.N), Apple (AAPL.O), RR.L; 7203.T", ["KR", "AAPL", "RR.L", "7203.T"]),
    ],
)
def test_a_code_stands_for_the_listed_company(text: str, symbols: list[str]):
    found = list(codes(text))
    assert [code.symbol for code in found] == symbols
    assert not any(set(text[code.start : code.end]) & set(" $:()") for code in found)


@pytest.mark.parametrize(
    "text", ["$5 or US$20", "the U.S. and J.P. Morgan", "at 10:30", "T.N", "(Source: IBM)", "http://X.L"]
)
def test_what_looks_like_a_code_and_is_none_is_left_alone(text: str):
    assert not list(codes(text))

"""Codes of listings in a text: "$AAPL", "(NYSE: IBM)", "(KR.N)", "VOD.L", and the listed company that each stands for.

A code is no name; it says who is meant where nothing else does. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stockpress_nlp.tagging.gazetteer import Gazetteer
from stockpress_nlp.tagging.mentions import Mention
from stockpress_nlp.tagging.name_forms import NameForm, listing_key

CODE = re.compile(
    r"(?<![\w$.:/-])(?:"
    r"\$(?P<dollar>[A-Z]{1,5}(?:\.[A-Z])?)"
    r"|(?P<exchange>[A-Z]{3,6}|Nasdaq): ?(?P<listed>[A-Z0-9]{1,6}(?:[.-][A-Z])?)"
    r"|(?<=\()(?P<american>[A-Z]{1,5})\.(?:N|K|O|OQ)(?=\))"
    r"|(?P<suffixed>[A-Z0-9]{1,6}(?:-[A-Z])?\.[A-Z]{1,2})"
    r")(?![\w$/-]|\.\w)"
)
# what exchanges are called in print, by what the listings call them
EXCHANGES = {"LSE": "LON", "TSE": "TYO", "HKEX": "HKG", "SEHK": "HKG", "XETRA": "ETR", "SIX": "SWX"}
AMERICAN = ("NYSE", "NASDAQ")
# before the code of a listing or an index, in the listings or not: "(NYSE: IBM)", "(ticker: HD)", ".SPX"
BEFORE_CODE = re.compile(r"(?:\((?:[A-Z]{2,6}|Nasdaq\w*|ticker|Ticker|symbol):\s?|\s[.^])$")
EXCHANGE_OF_CODE = re.compile(r":\s?[A-Z0-9][A-Z0-9.-]*[);,]")
# of the shorter ones too many mean something else
BARE = re.compile(r"[A-Z]{4,5}")
WORDS = frozenset("BALL COST DASH FAST PEAK POOL TEAM".split())


def codes(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the codes of companies that are in the listings, each as a mention of the company."""
    for match in CODE.finditer(text):
        group = next(name for name in ("dollar", "listed", "american", "suffixed") if match[name])
        symbol = next(filter(None, map(gazetteer.symbols.get, _spellings(match, group))), None)
        if symbol is not None:
            yield Mention(*match.span(group), "organisation", listing_key(symbol), symbol)


def bare(text: str, gazetteer: Gazetteer) -> NameForm | None:
    """Return the company of which *text* is an American code that is no word: AAPL."""
    if text in WORDS or not BARE.fullmatch(text):
        return None
    symbol = next(filter(None, map(gazetteer.symbols.get, _american(text))), None)
    return NameForm(text, listing_key(symbol), "organisation", symbol) if symbol else None


def is_code(text: str, start: int, end: int) -> bool:
    """Say whether a code of a listing, or the exchange before it, stands between the places."""
    if BEFORE_CODE.search(text[max(0, start - 12) : start]):
        return text[start:end].isupper()
    return text[start - 1 : start] == "(" and EXCHANGE_OF_CODE.match(text, end) is not None


def named_by_code_alone(found: Sequence[Mention], by_code: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the codes of companies that no mention of *found* names."""
    named = {mention.key for mention in found}
    return (code for code in by_code if code.key not in named)


def _spellings(match: re.Match[str], group: str) -> Iterator[str]:
    """Yield how the listings may spell the code: "NYSE:IBM", "VOD.L"."""
    code = match[group]
    if group == "suffixed":
        yield code
    elif group == "listed":
        exchange = match["exchange"].upper()
        yield f"{EXCHANGES.get(exchange, exchange)}:{code}"
    else:
        yield from _american(code)


def _american(code: str) -> Iterator[str]:
    return (f"{exchange}:{code}" for exchange in AMERICAN)

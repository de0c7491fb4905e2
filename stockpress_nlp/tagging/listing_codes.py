"""Codes of listings in a text: "$AAPL", "(NYSE: IBM)", "(KR.N)", "VOD.L", and the listed company that each stands for.

A code is no name; it says who is meant where nothing else does. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pytickersymbols import PyTickerSymbols

from stockpress_nlp.tagging.mentions import Mention

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
# of the shorter ones too many mean something else
BARE = re.compile(r"[A-Z]{4,5}")
WORDS = frozenset("BALL COST DASH FAST PEAK POOL TEAM".split())


def codes(text: str) -> Iterator[Mention]:
    """Yield the codes of companies that are in the listings, each as a mention of the company."""
    for match in CODE.finditer(text):
        group = next(name for name in ("dollar", "listed", "american", "suffixed") if match[name])
        symbol = next(filter(None, map(_symbols().get, _spellings(match, group))), None)
        if symbol is not None:
            yield Mention(*match.span(group), "organisation", f"listing {symbol}", symbol)


def bare(text: str) -> str | None:
    """Return the symbol of the primary listing where *text* is an American code that is no word: AAPL."""
    if text in WORDS or not BARE.fullmatch(text):
        return None
    return next(filter(None, map(_symbols().get, _american(text))), None)


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


@cache
def _symbols() -> Mapping[str, str]:
    """Return the symbol of the primary listing by every code of every listed company."""
    symbols: dict[str, str] = {}
    for stock in PyTickerSymbols().get_all_stocks():
        if primary := stock.get("symbol"):
            for listing in stock.get("symbols", ()):
                for code in (listing.get("google"), listing.get("yahoo")):
                    if code and re.search(r"[:.]", code):
                        symbols.setdefault(code, primary)
            if "." in primary:
                symbols[primary] = primary
    return symbols

"""The names of listed companies and of other organisations, from the listings of pytickersymbols and our own list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pytickersymbols import PyTickerSymbols

from stockpress_nlp.tagging.name_forms import NameForm, listing_key, spelled
from stockpress_nlp.wordlists import lines, words


def press_forms() -> Iterator[NameForm]:
    """Yield the forms of our own list, of organisations as the press names them."""
    for line in lines("organisations"):
        forms, _, symbol = line.partition("|")
        names = [form.strip() for form in forms.split(";")]
        yield from (_form(name, names[0], symbol.strip() or None) for name in names)


def listed_forms() -> Iterator[NameForm]:
    """Yield every form of every listed company; the same form may stand for several."""
    for stock in PyTickerSymbols().get_all_stocks():
        for name in company_names(stock["name"]):
            yield _form(name, stock["name"], stock.get("symbol") or None)


def symbols_by_code() -> Mapping[str, str]:
    """Return the symbol of the primary listing by every code of every listed company: "NYSE:IBM", "VOD.L"."""
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


def company_names(listed: str) -> list[str]:
    """Return the forms under which the press names a company that is listed as *listed*, the longest first.

    Notes in brackets, "The", the legal form and trade words such as "Technologies" are left off one after another.
    """
    name = re.sub(r"\s*\(.*?\)", "", listed).strip()
    # the listings of Stockholm and Helsinki glue the class of the share to the name: KalmarB
    name = re.sub(r"(?<=[a-zäö])[BC]$", "", name)
    names = [name, name.removeprefix("The ")]
    parts = names[-1].replace(",", "").split()
    while len(parts) > 1 and (parts[-1] in words("legal_endings") or parts[-1] in ("&", "and")):
        parts = parts[:-1]
        names.append(" ".join(parts))
    if len(parts) == 2 and parts[-1] in words("trade_endings"):
        names.append(parts[0])
    if "&" in parts[-1:]:
        names.pop()
    kept = [each for each in names if each not in lines("not_companies")]
    return list(dict.fromkeys(each for each in kept if len(each) > 1 and not each.endswith((" &", " and"))))


def _form(name: str, organisation: str, symbol: str | None) -> NameForm:
    return NameForm(
        name=spelled(name),
        key=listing_key(symbol) if symbol else f"organisation {organisation}",
        type="organisation",
        symbol=symbol,
        certain=name not in words("ordinary_names"),
    )

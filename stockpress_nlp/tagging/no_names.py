"""What is no name, whatever a model takes it for: words without a capital, dates, amounts, roles.

Facts of English spelling, none about a model. Pure.
"""

from __future__ import annotations

import re
from itertools import islice

from stockpress_nlp.wordlists import lines, words

# "R3.5bn", "US$20m", "10"; "G20" is a name
UNIT = r"\s?(?:bn|tn|trn|mn|mln|m|k|million|billion|trillion|per cent|percent|%)"
AMOUNT = re.compile(rf"[$€£¥]?\d[\d.,]*(?:{UNIT})?|[A-Z]{{1,3}}(?:[$€£¥]\d[\d.,]*(?:{UNIT})?|\d[\d.,]*{UNIT})")
# of a party and a state after an American politician: "D-Minn.", "(R)"
PARTY = re.compile(r"[DRI](?:\.|-[A-Z][A-Za-z.]*)?")
ARTICLES = ("a", "an", "the", "this", "that")
# "Q3", "FY24"
PERIOD = re.compile(r"(?:[1-4]?[QH][1-4]?|FY)'?(?:\d{2}|\d{4})?")
# a word with a capital inside a sentence
CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z]\w+")
CAPITALS_OF_EDITED_TEXT = 3


def is_edited(text: str) -> bool:
    """Say whether names have capitals in *text*, as they have in print; short messages leave them out."""
    found = islice(CAPITAL_INSIDE.finditer(text), CAPITALS_OF_EDITED_TEXT)
    return len(list(found)) == CAPITALS_OF_EDITED_TEXT


def is_no_name(text: str, type_: str, edited: bool, opens: bool) -> bool:
    """Say whether *text*, taken for a name of our type *type_*, can be none.

    The article is *edited* or not; the text *opens* its sentence or not.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if not letters or AMOUNT.fullmatch(text) or PERIOD.fullmatch(text):
        return True
    if type_ == "misc" and len(text) == 1:
        return True
    if edited and _lower_case(letters) and not any(letter.isdigit() for letter in text):
        return True
    if text in words("calendar") or text in lines("nationalities"):
        return True
    return type_ != "place" and _is_word(text, type_, opens)


def _lower_case(letters: list[str]) -> bool:
    return any(letter.islower() for letter in letters) and not any(letter.isupper() for letter in letters)


def _is_word(text: str, type_: str, opens: bool) -> bool:
    """Say whether the text is a word, or an abbreviation of words, that names nobody."""
    if PARTY.fullmatch(text) or text.removesuffix("s") in words("common_abbreviations"):
        return True
    if not text.istitle():
        return False
    word = text.lower()
    if word in lines("roles") or text in words("ratings") or text in words("parties"):
        return True
    return type_ != "person" and word in words("function_words") and (opens or word in ARTICLES)

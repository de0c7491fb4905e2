"""Where a known name stands in an article, whole and not as a part of another name. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stockpress_nlp.tagging.reading import Reading
from stockpress_nlp.wordlists import lines, words


def occurrences(reading: Reading, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of *names* in the text, the longest where several begin; signs around them are no letters."""
    longest_first = sorted(names, key=len, reverse=True)
    if longest_first:
        either = "|".join(map(re.escape, longest_first))
        for match in re.finditer(rf"(?<![\w@#/&-])(?:{either})(?!\w|[@/&]|-[A-Z]|\.\w)", reading.text):
            yield match.span()


def in_longer_name(reading: Reading, start: int, end: int, type_: str) -> bool:
    """Say whether a capital next to the place makes it part of another name."""
    following = re.match(r" (?:& )?([A-Z][\w-]*)", reading.after(end))
    if following and following[1] not in words("calendar") and following[1].lower() not in lines("roles"):
        return not reading.in_title_case(start)
    preceding = re.search(r"([A-Z][\w'-]*) $", reading.before(start))
    if type_ == "place" or not preceding or preceding[1].lower() in (*lines("roles"), *words("function_words")):
        return False
    return not reading.opens_sentence(start - len(preceding[0])) and not reading.in_title_case(start)

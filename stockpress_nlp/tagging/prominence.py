"""How much an article is about an entity: one number from its places. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def prominence(spans: Sequence[tuple[int, int]], headline_end: int, length: int, most: int) -> float:
    """Return the mean of three shares, from 0 to 1: in the headline, named how often, named how early.

    The formula is ours. Its parts are those that tell salient entities best in Dunietz and Gillick, "A New Entity
    Salience Task" (EACL 2014): headline, number of mentions, place of the first. The number is counted against that
    of the entity named most, *most*; the place is that of the first of *spans* in a text of *length* characters.
    """
    first = min(start for start, _ in spans)
    in_headline = first < headline_end
    return round((in_headline + len(spans) / most + 1 - first / max(length, 1)) / 3, 4)

"""How the blocks of a page lie together: what is voted for around a block says much of the block itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import accumulate

from stockpress_spiders.page_blocks import Block, Place

LANDMARKS = frozenset(("article", "main", "aside", "header", "footer", "nav", "figure", "form", "table", "section"))
NEAR = 0.02


class Places:
    """The places of the blocks of one page, with the words in each and how many of them are voted for."""

    def __init__(self, blocks: Sequence[Block], counts: Sequence[int], votes: Sequence[float]) -> None:
        self._counts, self._votes = counts, votes
        voted = [count * vote for count, vote in zip(counts, votes, strict=True)]
        self.total = sum(voted) or 1.0
        self.voted_before = [0.0, *accumulate(voted)]
        self._parent = [id(block.place.parent) for block in blocks]
        self._grand = [id(block.place.parent.parent) if block.place.parent else 0 for block in blocks]
        self._form = [_form(block.place) for block in blocks]
        self._article = [_article(block.place) for block in blocks]
        self._by_parent = _Sums(self._parent, counts, voted)
        self._by_grand = _Sums(self._grand, counts, voted)
        self._by_form = _Sums(self._form, counts, voted)
        self._by_article = _Sums(self._article, counts, voted)
        self._titles = list(accumulate(block.place.tag == "h1" for block in blocks))
        first_title = next((n for n, block in enumerate(blocks) if block.place.tag == "h1"), None)
        self._of_title = self._article[first_title] if first_title is not None else 0
        seen: set[str] = set()
        self._repeated = [block.text in seen or seen.add(block.text) is not None for block in blocks]

    def is_near(self, number: int) -> bool:
        """Say whether anything of the same form or in the same element is voted for."""
        return self._by_form.rate(self._form[number]) >= NEAR or self._by_parent.rate(self._parent[number]) >= NEAR

    def is_repeated(self, number: int) -> float:
        """Say whether the same text stood further up."""
        return float(self._repeated[number])

    def of(self, number: int) -> dict[str, float]:
        """Return the signs of a block that others around it give."""
        parent, grand, form = self._parent[number], self._grand[number], self._form[number]
        article = self._article[number]
        own = self._counts[number]
        beside = self._by_parent.words[parent] - own
        return {
            "parent_share": self._by_parent.voted[parent] / self.total,
            "parent_rate": self._by_parent.rate(parent),
            "beside_rate": (self._by_parent.voted[parent] - own * self._votes[number]) / beside if beside else -0.1,
            "grand_share": self._by_grand.voted[grand] / self.total,
            "grand_rate": self._by_grand.rate(grand),
            "form_share": self._by_form.voted[form] / self.total,
            "form_rate": self._by_form.rate(form),
            "article_share": self._by_article.voted[article] / self.total,
            "titles": min(3, self._titles[number]),
            # an infinite page goes on with other articles
            "with_title": float(self._of_title == 0 or article == self._of_title),
            "with_other_title": float(self._of_title != 0 and article not in (0, self._of_title)),
        }


class _Sums:
    """Words, and words that are voted for, by where they stand."""

    def __init__(self, keys: Sequence[Hashable], counts: Sequence[int], voted: Sequence[float]) -> None:
        self.words: defaultdict[Hashable, float] = defaultdict(float)
        self.voted: defaultdict[Hashable, float] = defaultdict(float)
        for key, count, votes in zip(keys, counts, voted, strict=True):
            self.words[key] += count
            self.voted[key] += votes

    def rate(self, key: Hashable) -> float:
        return self.voted[key] / self.words[key] if self.words[key] else 0.0


def _form(place: Place) -> Hashable:
    """Return what places of the same make have in common."""
    kinds: set[str] = set()
    above: Place | None = place
    for _ in range(4):
        if above is None:
            break
        kinds |= above.kinds
        above = above.parent
    return place.tag, frozenset(kinds), place.tags_above & LANDMARKS


def _article(place: Place | None) -> int:
    """Name the article element that a place is in; 0 where it is in none."""
    while place is not None and place.tag != "article":
        place = place.parent
    return id(place) if place is not None else 0

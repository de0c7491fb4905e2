"""The signs of a block of text that say whether it belongs to the article. What to make of them is block_choice's.

The signs are general: how the text is written, where it stands, what others that look for articles make of it. None
knows a publisher.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stockpress_spiders.block_places import Places
from stockpress_spiders.page_blocks import KINDS, Block
from stockpress_spiders.word_runs import runs, runs_of, share, words

SENTENCE_END = re.compile(r"""[.!?…。！？:;"'”’»）)]\s*$""")
FULL_STOP = re.compile(r"""[.!?…。！？]["'”’»）)\]]*(?:\s|$)""")
# What is written beside articles and not in them, in the languages of the press and in small letters: to look for
# either kind of letter takes several times as long.
PROMPT = re.compile(
    r"read (?:more|also|next)|also read|see also|related|more (?:on|from|stories)|lesen sie|mehr zum thema"
    r"|lire (?:aussi|plus)|leggi anche|les også|läs (?:också|mer)|læs også|czytaj|lees ook|lea también"
    r"|leia (?:mais|também)|don'?t miss|\bwatch:|you may also|recommended|follow (?:us|@|\w+ on)|subscri|newsletter"
    r"|sign[- ]up|click here|tap here|download (?:our|the)|\bapp\b|copyright|©|all rights reserved|photo:|image:"
    r"|credit:|getty images|advertis|anzeige|werbung|abonn|comments?\b|kommentar|cookies?|share this|loading|log ?in"
    r"|anmelden|contributed (?:to|reporting)|reporting by|edited by|editing by|updated:|published:|stand:|foto:|bild:"
    r"|quelle:|source:|tags?:|topics?:"
)
ADDRESS = re.compile(r"https?://|www\.|@\w|\.(?:com|org|net)\b")
TAGS = {tag: tag for tag in ("p", "h1", "h2", "h3", "h4", "li", "div", "blockquote", "tr", "td", "figcaption")}
TAGS |= {"h5": "h4", "h6": "h4"}
AROUND = (
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "nav",
    "figure",
    "form",
    "table",
    "blockquote",
    "ul",
    "section",
)
SHORT = 20

Signs = dict[str, float]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the article before its body is; each may be empty."""

    headlines: tuple[str, ...] = ()
    description: str = ""
    authors: tuple[str, ...] = ()
    stated: str = ""  # the body in the structured data


class PageSigns:
    """The signs of the blocks of one page. *others* are the bodies that other extractors found, by their name."""

    def __init__(self, blocks: Sequence[Block], hints: Hints, others: Mapping[str, str]) -> None:
        self.blocks = blocks
        self._words = [words(block.text) for block in blocks]
        self._runs = [runs(found) for found in self._words]
        self._stated = self._shares(hints.stated)
        self._says = {name: self._shares(text) for name, text in others.items()}
        self._vote = [sum(votes) / len(votes) for votes in zip(*self._says.values(), strict=True)]
        self.places = Places(blocks, [len(found) for found in self._words], self._vote)
        self._has_stated = float(len(hints.stated) > 400)
        self._headlines = [set(words(headline)) for headline in hints.headlines if headline]
        self._description = runs_of(hints.description)
        self._authors = {word for author in hints.authors for word in words(author)}
        self._order = self._find_order()
        self._beginnings: dict[int, int | None] = {}
        self._stops: dict[int, float] = {}

    def candidates(self) -> list[int]:
        """Return the blocks that may belong to the article: those that anything at all speaks for."""
        return [
            number
            for number in range(len(self.blocks))
            if self._vote[number] >= 0.2
            or self._stated[number] >= 0.5
            or self.places.is_near(number)
            or share(self._runs[number], self._description) > 0.3
        ]

    def of(self, number: int) -> Signs:
        """Return the signs of one block."""
        signs = self._said_of(number) | self._written(number) | self._standing(number) | self.places.of(number)
        for side in (-1, 1):
            signs |= self._beside(number, side)
        return signs

    def _shares(self, text: str) -> list[float]:
        there = runs_of(text)
        return [share(found, there) for found in self._runs]

    def _said_of(self, number: int) -> Signs:
        own = set(self._words[number])
        signs = {f"said_{name}": shares[number] for name, shares in self._says.items()}
        signs["vote"] = self._vote[number]
        signs["stated"] = self._stated[number]
        signs["has_stated"] = self._has_stated
        signs["is_headline"] = max((len(own & head) / len(own | head) for head in self._headlines if own), default=0)
        signs["in_description"] = share(self._runs[number], self._description)
        signs["has_description"] = share(list(self._description), set(self._runs[number]))
        of_author = len(own & self._authors)
        signs["author_share"] = of_author / len(own) if own else 0
        signs["is_author"] = float(bool(of_author) and len(own) < 30 and of_author >= min(2, len(self._authors)))
        return signs

    def _written(self, number: int) -> Signs:
        block, count = self.blocks[number], len(self._words[number])
        text, length = block.text, len(block.text)
        prompt = self._prompt(number)
        pieces = text.split()
        return {
            "words": math.log1p(count),
            "length": math.log1p(length),
            "few_words": float(count < 4),
            "linked": block.linked / length,
            "all_linked": float(block.linked > 0.85 * length),
            "links": math.log1p(block.links),
            "emphasised": min(1, block.emphasised / length),
            "lines": min(5, text.count("\n")),
            "ends": float(bool(SENTENCE_END.search(text))),
            "stops": self._full_stops(number),
            "commas": text.count(",") / max(1, count),
            "ends_in_colon": float(text.endswith(":")),
            "ends_in_question": float(text.endswith("?")),
            "all_capitals": float(text.isupper() and length > 6),
            "starts_with_capital": float(text[:1].isupper()),
            "digits": sum(map(str.isdigit, text)) / length,
            "capitals": sum(piece[:1].isupper() for piece in pieces) / max(1, len(pieces)),
            "prompt": float(prompt is not None),
            "starts_with_prompt": float(prompt is not None and prompt < 3),
            "short_prompt": float(prompt is not None and count < SHORT),
            "address": float(bool(ADDRESS.search(text))),
        }

    def _prompt(self, number: int) -> int | None:
        """Return where in a block a prompt begins, looked for once."""
        if number not in self._beginnings:
            found = PROMPT.search(self.blocks[number].text.lower())
            self._beginnings[number] = found.start() if found else None
        return self._beginnings[number]

    def _full_stops(self, number: int) -> float:
        if number not in self._stops:
            self._stops[number] = math.log1p(len(FULL_STOP.findall(self.blocks[number].text)))
        return self._stops[number]

    def _standing(self, number: int) -> Signs:
        first, last, title, total = self._order
        place = self.blocks[number].place
        own = TAGS.get(place.tag, "")
        signs = {f"tag_{tag}": float(tag == own) for tag in set(TAGS.values())}
        signs |= {f"in_{tag}": float(tag in place.tags_above) for tag in AROUND}
        near = place.kinds | (place.parent.kinds if place.parent else frozenset())
        for kind in KINDS:
            signs[f"near_{kind}"] = float(kind in near)
            signs[f"above_{kind}"] = float(kind in place.kinds_above)
        inside = first <= number <= last
        signs |= {
            "hidden": float(place.hidden),
            "after_first": _bounded(number - first),
            "after_last": _bounded(number - last),
            "before": float(number < first),
            "inside": float(inside),
            "after": float(number > last),
            "position": (number - first) / max(1, last - first) if inside else (-0.1 if number < first else 1.1),
            "before_title": float(number < title),
            "after_title": float(0 <= title < number),
            "beyond_title": _bounded(number - title) if title >= 0 else -3,
            "voted_before": self.places.voted_before[number] / total,
            "again": self.places.is_repeated(number),
        }
        return signs

    def _beside(self, number: int, side: int) -> Signs:
        other = number + side
        if not 0 <= other < len(self.blocks):
            return {f"beside{side:+}_none": 1}
        block, here = self.blocks[other], self.blocks[number]
        prompt = self._prompt(other)
        return {
            f"beside{side:+}_vote": self._vote[other],
            f"beside{side:+}_stated": self._stated[other],
            f"beside{side:+}_words": math.log1p(len(self._words[other])),
            f"beside{side:+}_linked": block.linked / len(block.text),
            f"beside{side:+}_stops": self._full_stops(other),
            f"beside{side:+}_prompt": float(prompt is not None and prompt < 3),
            f"beside{side:+}_same_parent": float(block.place.parent is here.place.parent),
            f"beside{side:+}_same_tag": float(block.place.tag == here.place.tag),
        }

    def _find_order(self) -> tuple[int, int, int, float]:
        """Return the first and last block that is surely the article's, the title's, and the voted words."""
        sure = [n for n, vote in enumerate(self._vote) if vote >= 0.6 and len(self._words[n]) >= 8]
        title = next((n for n, block in enumerate(self.blocks) if block.place.tag == "h1"), -1)
        return (
            (sure[0], sure[-1], title, self.places.total)
            if sure
            else (0, len(self.blocks) - 1, title, self.places.total)
        )


def _bounded(distance: int) -> float:
    return max(-30, min(30, distance)) / 10

"""Divides a page into its blocks of text, in the page's order, with where each stands. What to keep is block_choice's.

A block is the text between two borders that a reader sees: the start or end of a paragraph, heading, list item, cell.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

NOT_READ = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video button select option optgroup"
    " textarea input label datalist head title map rt rp".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q ruby rb s samp small span"
    " strike strong sub sup time tt u var wbr picture source".split()
)
CELLS = frozenset(("td", "th"))
EMPHASIS = frozenset("b strong em i u".split())
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
BREAK = "\x1f"
SPACE = re.compile(rf"[^\S{BREAK}]+")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MOST_BLOCKS = 10_000

# What the names of classes and ids say of what lies inside, in the words that templates of many publishers share.
KINDS = {
    "body": r"article[-_]?(?:body|text|content|main|copy)|story[-_]?(?:body|text|content|copy)|body[-_]?(?:text|copy"
    r"|content)|(?:entry|post|page|main|rich|content)[-_]?(?:content|text|body)|articlebody|paragraph|prose|wysiwyg",
    "standfirst": r"standfirst|subtitle|sub[-_]?(?:title|head|line)|(?<!mast)dek\b|deck\b|lead(?!er|ing)|intro|summary"
    r"|abstract|excerpt|teaser[-_]?text|kicker|description|chapo|vorspann|sommario|ingress",
    "related": r"relat|recommend|more[-_]|also|teaser|promo|trending|popular|most[-_]?read|read[-_]?(?:more|next)|next"
    r"|card|carousel|slider|river|feed|listing|outbrain|taboola|inline[-_]?link|sidebar|aside|widget|module|rail",
    "caption": r"caption|credit|figure|photo|image|gallery|media|video|player|picture|legend|copyright",
    "byline": r"byline|author|contributor|date|time(?!line)|publish|meta|dateline|bio\b",
    "social": r"share|social|follow|comment|disqus|newsletter|subscri|sign[-_]?up|signin|login|regist|paywall|offer"
    r"|donat|cta|banner|advert|\bad[-_s]|[-_]ads?\b|sponsor|cookie|consent|modal|popup|overlay|toolbar|notif",
    "frame": r"foot(?!ball|age)|head(?:er|bar)|nav|menu|breadcrumb|masthead|tags?\b|topic|categor|keyword|search|skip",
    "box": r"box|info|fact|embed|pull[-_]?quote|tooltip|correction|disclaim|note|ticker|quote",
}
KIND_OF = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}


@dataclass(slots=True, eq=False)
class Place:
    """An element that holds blocks, inside of another; its kinds are those that its names say."""

    tag: str
    kinds: frozenset[str]
    hidden: bool
    parent: Place | None
    tags_above: frozenset[str]
    kinds_above: frozenset[str]


@dataclass(slots=True)
class Block:
    """A run of text; counts are characters that are linked and emphasised, and links."""

    place: Place
    text: str
    linked: int
    emphasised: int
    links: int


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Return the blocks of the page, none empty, at most MOST_BLOCKS; leaves *tree* as it is."""
    reader = _Reader()
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.end(element)
        elif reader.start(element):
            walk.skip_subtree()
        if len(reader.blocks) >= MOST_BLOCKS:
            break
    return reader.blocks


class _Reader:
    """Gathers blocks along a walk through the page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._place = Place("", frozenset(), False, None, frozenset(), frozenset())
        self._in_link = self._in_emphasis = 0
        self._row: HtmlElement | None = None  # of a table of data: its cells are one block
        self._clear()

    def _clear(self) -> None:
        self._parts: list[str] = []
        self._linked = self._emphasised = self._links = 0

    def start(self, element: HtmlElement) -> bool:
        """Enter an element; say whether what is inside of it is not read."""
        tag = element.tag
        if not isinstance(tag, str) or tag in NOT_READ:
            return True
        if tag == "br":
            self._break()
        elif self._row is None and tag == "tr" and _is_data(element):
            self._flush()
            self._row, self._place = element, _place(element, self._place)
        elif self._row is not None and tag in CELLS:
            self._add(" ")
        elif tag in INLINE:
            self._in_link += tag == "a"
            self._links += tag == "a"
            self._in_emphasis += tag in EMPHASIS
        else:
            self._flush()
            self._place = _place(element, self._place)
        self._add(element.text)
        return False

    def end(self, element: HtmlElement) -> None:
        """Leave an element, and read the text behind it."""
        tag = element.tag
        if isinstance(tag, str) and tag not in NOT_READ and tag != "br":
            if tag in INLINE:
                self._in_link -= tag == "a"
                self._in_emphasis -= tag in EMPHASIS
            elif self._row is None or tag not in CELLS:
                self._row = None if self._row is element else self._row
                self._flush()
                self._place = self._place.parent or self._place
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self._in_link or self._in_emphasis:
                length = len(text.strip())
                self._linked += length if self._in_link else 0
                self._emphasised += length if self._in_emphasis else 0

    def _break(self) -> None:
        last = next((part for part in reversed(self._parts) if part.strip() or part == BREAK), None)
        if last == BREAK:
            self._flush()
        else:
            self._parts.append(BREAK)

    def _flush(self) -> None:
        text = clean("".join(self._parts))
        if text:
            self.blocks.append(Block(self._place, text, self._linked, self._emphasised, self._links))
        self._clear()
        self._links = self._in_link


def clean(text: str) -> str:
    """Return *text* with single spaces, lines where it was broken, and no invisible characters."""
    spaced = SPACE.sub(" ", INVISIBLE.sub("", text))
    lines = (line.strip() for line in spaced.split(BREAK))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def _is_data(row: HtmlElement) -> bool:
    """Say whether a row holds short values; tables that only lay out a page have blocks in their cells."""
    inside = (element for cell in row for element in cell.iterdescendants())
    return all(cell.tag in CELLS for cell in row) and all(element.tag in INLINE | {"br"} for element in inside)


def _place(element: HtmlElement, parent: Place) -> Place:
    tag, given = element.tag, element.attrib
    names = " ".join(given[name] for name in ("class", "id", "itemprop", "role", "data-testid") if name in given)
    whole = tag in ("html", "body")  # their names are of the page
    kinds = frozenset() if whole or not names else _kinds(names[:400].lower())
    hidden = parent.hidden or "hidden" in given or bool(HIDDEN.search(given.get("style", "")))
    return Place(tag, kinds, hidden, parent, parent.tags_above | {tag}, parent.kinds_above | kinds)


@lru_cache(maxsize=20_000)
def _kinds(names: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in KIND_OF.items() if pattern.search(names))

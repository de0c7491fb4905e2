"""Articles whose publisher wrote a summary: the standfirst, and for learning only also the page's description.

The summary is taken out of the text that is to be summarised, also where the first paragraphs say it nearly word for
word: else the opening of the text would be the truth. Texts belong to their publishers and are never printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from benchmarks.known_pages import Known, fold_of, known_pages

FOLDS = 10
# how a description ends that is the beginning of the text, cut off
CUT_OFF = ("...", "…", "...]", "…]")
SAME = 0.6
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Summarised:
    """An article with the summary that its publisher wrote."""

    site: str
    language: str
    headline: str
    body: str
    truth: str

    @property
    def fold(self) -> int:
        """The fold of the article's publisher."""
        return fold_of(self.site, FOLDS)

    @property
    def is_english(self) -> bool:
        """Whether the article is in English."""
        return self.language.lower().startswith("en")


def standfirsts(folder: Path) -> list[Summarised]:
    """Return the articles of fundus under *folder* whose standfirst is known."""
    return [
        _summarised(page, page.summary, page.title or "", page.body.split("\n\n")[page.summary.count("\n") + 1 :])
        for page in known_pages(folder)
        if page.summary
    ]


def descriptions(folder: Path) -> list[Summarised]:
    """Return the other articles under *folder* that have a description which is more than how they begin."""
    return list(_described(page for page in known_pages(folder) if not page.summary))


def words(text: str) -> list[str]:
    """Return the words of *text* in any script, in lower case."""
    return WORD.findall(text.lower())


def _described(pages: Iterable[Known]) -> Iterator[Summarised]:
    for page in pages:
        tree = html.fromstring(re.sub(r"^<\?xml[^>]*>", "", page.html().lstrip()))
        description, title = _meta(tree, "og:description") or _meta(tree, "description"), _meta(tree, "og:title")
        if _tells(words(description), words(page.body)) and not description.endswith(CUT_OFF):
            yield _summarised(page, description, page.title or title, re.split(r"[\r\n]+", page.body))


def _tells(description: list[str], body: list[str]) -> bool:
    begins = " ".join(description[:8]) in " ".join(body[:80])
    known = sum((Counter(description) & Counter(body)).values())
    return 10 <= len(description) <= 70 and len(body) >= 120 and not begins and known >= 0.4 * len(description)


def _meta(tree: html.HtmlElement, name: str) -> str:
    found = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return " ".join(found[0].split()) if found else ""


def _summarised(page: Known, truth: str, headline: str, paragraphs: list[str]) -> Summarised:
    declared = re.search(r"<html[^>]*\blang=[\"']?([A-Za-z-]+)", page.html())
    kept = [text for place, text in enumerate(paragraphs) if place >= 3 or not _alike(text, truth)]
    return Summarised(page.site, declared[1] if declared else "en", headline, "\n\n".join(kept), truth)


def _alike(one: str, other: str) -> bool:
    first, second = Counter(words(one)), Counter(words(other))
    return (first & second).total() >= SAME * max(first.total(), second.total(), 1)

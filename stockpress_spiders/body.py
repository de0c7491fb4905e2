"""Finds the body of an article in its page. Which extractors are asked and how they agree is decided here.

Trafilatura and readability each give a body; both vote on the blocks of the page (block_choice), which gives a third;
the structured data may state a fourth. The one that is most like the others is taken: each extractor fails on some
pages, seldom on the same.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import trafilatura
from lxml.html import HtmlElement, fragment_fromstring
from readability import Document

from stockpress_spiders.block_choice import chosen_text, without_repeats
from stockpress_spiders.block_features import Hints
from stockpress_spiders.page_blocks import Block, blocks_of
from stockpress_spiders.word_runs import likeness, runs, words

logger = logging.getLogger(__name__)

SHORTEST_BODY = 100
# A stated body that is so much longer than what the page shows is what the page will show once its scripts have run.
SHOWN_BY_SCRIPTS = 1.5
# A stated body so short beside the others is a teaser.
TEASER = 0.5


def find_body(tree: HtmlElement, hints: Hints) -> tuple[str, str] | None:
    """Return the body, with an empty line between paragraphs, and the way it was found; spends *tree*."""
    blocks, others = read_twice(tree)
    return most_agreed(bodies_of(blocks, hints, others), hints.stated)


def bodies_of(
    blocks: Sequence[Block], hints: Hints, others: Mapping[str, str], weights: Mapping[str, float] | None = None
) -> dict[str, str]:
    """Return all bodies that were found, by the way they were, each without the headline and without repeats."""
    found = {"blocks": chosen_text(blocks, hints, others, weights), **others}
    return {way: _tidied(text, hints) for way, text in found.items()}


def _tidied(text: str, hints: Hints) -> str:
    paragraphs = text.split("\n\n")
    headlines = {_plain(headline) for headline in hints.headlines}
    while paragraphs and _plain(paragraphs[0]) in headlines:
        del paragraphs[0]
    return "\n\n".join(without_repeats(paragraphs))


def _plain(text: str) -> str:
    return " ".join(words(text))


def read_twice(tree: HtmlElement) -> tuple[list[Block], dict[str, str]]:
    """Return the blocks of the page, and the bodies that the libraries find, empty if none; spends *tree*."""
    blocks = blocks_of(tree)
    by_trafilatura = _asked(_by_trafilatura, tree) or ""
    return blocks, {"trafilatura": by_trafilatura, "readability": _asked(_by_readability, tree) or ""}


def most_agreed(found: Mapping[str, str], stated: str) -> tuple[str, str] | None:
    """Return the name and text of the body in *found*, or that *stated*, that is most like all others."""
    bodies = {name: text for name, text in found.items() if len(text) >= SHORTEST_BODY}
    longest = max(map(len, bodies.values()), default=0)
    if len(stated) >= max(SHORTEST_BODY, SHOWN_BY_SCRIPTS * longest):
        return "json-ld", stated
    if len(stated) >= max(SHORTEST_BODY, TEASER * longest):
        bodies["json-ld"] = stated
    if not bodies:
        return None
    counted = {name: Counter(runs(words(text))) for name, text in bodies.items()}
    agreement = {
        name: sum(likeness(own, other) for rival, other in counted.items() if rival != name)
        for name, own in counted.items()
    }
    best = max(agreement, key=lambda name: agreement[name])
    return best, bodies[best]


def find_metadata(tree: HtmlElement, url: str) -> dict[str, Any]:
    """Return what trafilatura finds of title, author and date (a day); leaves *tree* as it is."""
    found = _asked(trafilatura.extract_metadata, tree, default_url=url, extensive=True)
    return found.as_dict() if found is not None else {}


def _by_trafilatura(tree: HtmlElement) -> str:
    text = trafilatura.extract(tree, fast=True, include_comments=False, include_tables=False, output_format="txt") or ""
    return "\n\n".join(line for part in text.splitlines() if (line := part.strip()))


def _by_readability(tree: HtmlElement) -> str:
    if tree.find("body") is None:
        return ""  # readability breaks there
    summary = Document(tree).summary(html_partial=True)
    return "\n\n".join(block.text for block in blocks_of(fragment_fromstring(summary, create_parent=True)))


def _asked(function: Any, tree: HtmlElement, **options: Any) -> Any:
    """Ask a library; a page that it breaks on has nothing to be found.

    They and the libraries under them raise errors of every kind on broken pages, none of which they name.
    """
    try:
        return function(tree, **options)
    except Exception as error:
        logger.warning("%s broke on a page: %s: %s", function.__name__, type(error).__name__, str(error)[:200])
        return None

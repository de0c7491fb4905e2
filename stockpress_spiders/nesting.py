"""Says of a page, before any library reads it, whether it was made to take hours.

To score an element the libraries look at all text and all links in it, and then again for each element around it: what
they do grows with the depth at which each piece lies. Of 439 pages of the press the most nested has 7,854 links times
their depth and 6.6 million characters times theirs.
"""

from __future__ import annotations

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

MOST_LINKS = 100_000
MOST_CHARACTERS = 100_000_000


def is_too_nested(tree: HtmlElement) -> bool:
    """Say whether links or text lie so deep, and are so many, that reading the page would take minutes."""
    depth = links = characters = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        characters += depth * (10 + len(element.text or "") + len(element.tail or ""))
        if element.tag == "a":
            links += depth
        if links > MOST_LINKS or characters > MOST_CHARACTERS:
            return True
    return False

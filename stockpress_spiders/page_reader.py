"""Reads one answer of a site into a Reading, and says how much of the page was shown. Runs in threads."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import Response, TextResponse

from stockpress_spiders import reasons
from stockpress_spiders.access import Access, access, is_sign_in_page, marks
from stockpress_spiders.extract import Reading, parse_html, read_page
from stockpress_spiders.nesting import is_too_nested
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.source import Source

# libxml2 leaves away what lies deeper than 255 elements; a page that comes near it was not read whole.
DEEPEST = 250
DEEP = f"boolean(/{'/'.join('*' * DEEPEST)})"


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer says, and how much of the page it showed."""

    access: Access
    reading: Reading


def read_response(response: Response, source: Source, home: str) -> Read:
    """Read an answer; raise PageRefused where it has no article or is not ours to read."""
    if is_sign_in_page(source, home, response.url):
        return Read(Access.SIGNED_OUT, Reading(response.url))
    if response.status != 200:
        raise PageRefused(reasons.for_status(response.status))
    if not isinstance(response, TextResponse) or "<" not in response.text[:1000]:
        raise PageRefused(reasons.NOT_HTML)
    tree = parse_html(response.text)
    if tree.getroottree().xpath(DEEP):
        raise PageRefused(reasons.TOO_DEEP)
    if is_too_nested(tree):
        raise PageRefused(reasons.TOO_NESTED)
    signed_in, teaser = marks(tree, source.sign_in)
    reading = read_page(tree, response.url)
    shown = access(source.sign_in, signed_in, teaser, reading.paywalled)
    if shown is Access.NOT_SUBSCRIBED:
        raise PageRefused(reasons.PAYWALLED)
    return Read(shown, reading)

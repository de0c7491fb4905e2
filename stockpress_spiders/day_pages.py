"""Reads the links of an HTML page that lists articles. Which pages to read, and which links count, is archive.py's."""

from __future__ import annotations

from urllib.parse import urljoin

from stockpress_spiders.extract import parse_html
from stockpress_spiders.reasons import PageRefused


def links_of(body: bytes, address: str) -> list[str]:
    """Return the addresses that the page links to, each once, in its order; none of a page that cannot be read."""
    try:
        tree = parse_html(body.decode("utf-8", "replace"))
    except PageRefused:
        return []
    found: dict[str, None] = {}
    for href in tree.xpath("//a/@href"):
        try:
            found[urljoin(address, href.strip())] = None
        except ValueError:
            continue  # a link that is no address leads nowhere
    return list(found)

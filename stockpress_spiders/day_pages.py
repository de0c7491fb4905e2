"""Reads HTML pages that list the articles of a day, those that will list nothing more once.

Which pages to read, and which of their links count, is archive.py's; where they are remembered is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urljoin

from stockpress_spiders.archive_parts import Fetch
from stockpress_spiders.extract import parse_html
from stockpress_spiders.reasons import PageRefused


class DayPageMemory(Protocol):
    """Knows what day pages linked to that were read when their day was long over."""

    async def links(self, address: str) -> Sequence[str] | None:
        """Return the links of the page at *address*; None where it is to be read."""

    async def keep(self, address: str, links: Sequence[str]) -> None:
        """Remember them."""


class NoMemory:
    """Knows nothing: every page is read."""

    async def links(self, address: str) -> None:
        """Know nothing."""

    async def keep(self, address: str, links: Sequence[str]) -> None:
        """Keep nothing."""


async def read_day_page(address: str, final: bool, fetch: Fetch, memory: DayPageMemory) -> Sequence[str]:
    """Return the links of a day page, from *memory* where it is *final*: its day is so long over that none comes to it.

    A page without links is not remembered: it may be one that stands in for another.
    """
    if final and (known := await memory.links(address)) is not None:
        return known
    links = links_of(await fetch(address) or b"", address)
    if final and links:
        await memory.keep(address, links)
    return links


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

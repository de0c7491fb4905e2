"""Remembers in the store what the day pages of a source's year linked to."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.utils.asyncio import run_in_thread

from stockpress.store import Store


class StoredDayPages:
    """The day pages that the store has of a source and year; none of them where all are to be read *again*."""

    def __init__(self, store: Store, source: str, year: int, again: bool) -> None:
        self._store = store
        self._partition = (source, year)
        self._known: dict[str, tuple[str, ...]] | None = {} if again else None

    async def links(self, address: str) -> Sequence[str] | None:
        """Return the links of the page at *address*; None where it is to be read."""
        if self._known is None:
            self._known = await run_in_thread(self._store.day_pages, *self._partition)
        return self._known.get(address)

    async def keep(self, address: str, links: Sequence[str]) -> None:
        """Remember them in the store."""
        await run_in_thread(self._store.save_day_page, *self._partition, address, links)

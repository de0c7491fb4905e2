"""Keeps one crawl signed in: opens the stored session, obtains one where there is none, renews it when it died."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scrapy.utils.asyncio import run_in_thread

from stockpress.session import Session
from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders.login import sign_in
from stockpress_spiders.source import Source
from stockpress_spiders.stops import SessionLost
from stockpress_spiders.vault import Cookie, SessionSealed, cookie_header, reseal, unseal

logger = logging.getLogger(__name__)

# A session that dies sooner than this after it was renewed is not renewed again.
SHORTEST_LIFE = timedelta(minutes=10)


class SessionKeeper:
    """The session that a crawl's requests are sent with.

    ``generation`` grows with each renewal: a page asked for with an older one is asked for again and renews nothing.
    """

    def __init__(self, source: Source, settings: Settings, store: Store, renewed: Callable[[Session], None]) -> None:
        self.generation = 0
        self._source = source
        self._settings = settings
        self._store = store
        self._tell_renewed = renewed
        self._cookies: list[Cookie] = []
        self._renewed_at: datetime | None = None
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """Open the stored session, or obtain one where none is stored, or it has ended, or its key is gone."""
        session = await run_in_thread(self._store.session, self._source.name)
        if session is None or not session.alive():
            await self._obtain()
            return
        keys = self._settings.require_session_keys()
        try:
            self._cookies = unseal(session.sealed, keys)
        except SessionSealed as error:
            logger.warning("%s: %s; signing in again", self._source.name, error)
            await self._obtain()
            return
        if (resealed := reseal(session.sealed, keys)) is not None:  # so that the old key can be taken away
            await run_in_thread(self._store.save_session, replace(session, sealed=resealed))

    async def renew(self, generation: int) -> None:
        """Obtain a new session after that of *generation* died, unless that has happened already.

        Raises SessionLost where the last renewal is too fresh, and what sign_in raises.
        """
        async with self._one_at_a_time:
            if generation < self.generation:
                return
            now = datetime.now(UTC)
            if self._renewed_at is not None and now - self._renewed_at < SHORTEST_LIFE:
                raise SessionLost(
                    f"{self._source.name} shows teasers again, {(now - self._renewed_at).seconds} s after a new"
                    " sign-in; the account may be used elsewhere or not subscribe: look at a page in a browser with the"
                    f" account of STOCKPRESS_{self._source.name.upper()}_USERNAME, or run `stockpress login"
                    f" {self._source.name}` and sign in by hand"
                )
            await self._obtain()
            self._renewed_at = datetime.now(UTC)

    def headers(self, url: str) -> dict[str, str]:
        """Return the Cookie header for *url*, if any."""
        value = cookie_header(self._cookies, url)
        return {"Cookie": value} if value else {}

    async def _obtain(self) -> None:
        session = await run_in_thread(sign_in, self._source, self._settings)
        await run_in_thread(self._store.save_session, session)
        self._cookies = unseal(session.sealed, self._settings.require_session_keys())
        self.generation += 1
        self._tell_renewed(session)

"""The publisher behind the site: which stories stand, who subscribes, who is signed in, what was asked for.

Nothing here knows HTTP. The site reads it in its own thread while a test changes it: what can be changed is replaced
whole, under a lock.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stockpress.article import InvalidRecord
from stockpress.settings import Credentials
from stockpress_spiders.sample_press.oddities import WITHDRAWN_AFTER, WITHDRAWN_FROM_THE_START, second_path
from stockpress_spiders.sample_press.story import STORIES, Story, load_stories
from stockpress_spiders.sample_press.switchboard import Switchboard

SESSION_LASTS = timedelta(hours=8)


class Press:
    """A newspaper with one subscriber.

    ``requests`` counts what was asked for by path, ``answers`` what was answered by status; both may be cleared.
    ``clock`` says what time it is.
    """

    def __init__(
        self,
        stories: Iterable[Story],
        subscriber: Credentials,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.requests: Counter[str] = Counter()
        self.answers: Counter[int] = Counter()
        self.switchboard = Switchboard(self)
        self._first = tuple(_withdrawn_from_the_start(story) for story in stories)
        self._subscriber = subscriber
        self.clock = clock
        self._secret = secrets.token_bytes(32)
        self._sessions: dict[str, datetime] = {}
        self._lock = threading.RLock()
        self._replace_stories(self._first)

    @classmethod
    def from_stories(cls, username: str, password: str, folder: Path = STORIES) -> Press:
        """Return the press with the stories of *folder*; raise InvalidRecord where one of them is not understood."""
        return cls(load_stories(folder), Credentials(username, password))

    # stories

    @property
    def stories(self) -> tuple[Story, ...]:
        """All stories as they are now, withdrawn ones too, in order of publication."""
        return self._stories

    @property
    def standing(self) -> list[Story]:
        """The stories that are shown, newest first."""
        return [story for story in reversed(self._stories) if story.withdrawn is None]

    def story(self, slug: str) -> Story:
        """Return the story with this slug; raise InvalidRecord where there is none."""
        for story in self._stories:
            if story.slug == slug:
                return story
        raise InvalidRecord(f"slug: expected one of the press's {len(self._stories)} stories, found {slug!r}")

    def story_at(self, path: str) -> Story | None:
        """Return the story whose page is at *path*."""
        return self._by_path.get(path)

    def now(self) -> datetime:
        """Return the time by the press's clock, which never runs behind its newest story."""
        newest = self._stories[-1].published if self._stories else datetime.min.replace(tzinfo=UTC)
        return max(self.clock(), newest).replace(microsecond=0)

    def add(self, story: Story) -> None:
        """Publish a story; raise InvalidRecord where its slug is taken."""
        with self._lock:
            self._replace_stories((*self._stories, story))

    def edit(self, slug: str, *, body: str) -> Story:
        """Give a story another body and a later time of change; return it."""
        with self._lock:
            story = self.story(slug)
            return self._put(replace(story, body=body, modified=self._after(story)))

    def withdraw(self, slug: str) -> Story:
        """Show a story no longer; return it."""
        with self._lock:
            story = self.story(slug)
            return self._put(replace(story, withdrawn=self._after(story)))

    def restore(self) -> None:
        """Bring back the stories with which the press started."""
        with self._lock:
            self._replace_stories(self._first)

    # readers

    def admits(self, username: str, password: str) -> bool:
        """Say whether this is the subscriber, in a time that does not tell how much of it was right."""
        right_name = hmac.compare_digest(username.encode(), self._subscriber.username.encode())
        right_password = hmac.compare_digest(password.encode(), self._subscriber.password.encode())
        return right_name & right_password

    def open_session(self) -> str:
        """Return the token of a new session."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[token] = self.clock() + SESSION_LASTS
        return token

    def knows(self, token: str | None) -> bool:
        """Say whether a session with this token is alive."""
        ends = self._sessions.get(token or "")
        return ends is not None and self.clock() < ends

    def end_session(self, token: str | None) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(token or "", None)

    def end_sessions(self) -> None:
        """End all sessions."""
        with self._lock:
            self._sessions.clear()

    def form_token(self, visit: str) -> str:
        """Return the CSRF token for the forms of a visitor."""
        return hmac.digest(self._secret, visit.encode(), "sha256").hex()

    def _after(self, story: Story) -> datetime:
        return max(self.now(), story.changed + timedelta(seconds=1))

    def _put(self, story: Story) -> Story:
        self._replace_stories(story if old.slug == story.slug else old for old in self._stories)
        return story

    def _replace_stories(self, stories: Iterable[Story]) -> None:
        ordered = tuple(sorted(stories, key=lambda story: (story.published, story.slug)))
        twice = [slug for slug, times in Counter(story.slug for story in ordered).items() if times > 1]
        if twice:
            raise InvalidRecord(f"slug: expected each once, found {', '.join(twice)} twice")
        self._by_path = {
            path: story for story in ordered for path in (story.path, second_path(story)) if path is not None
        }
        self._stories = ordered


def _withdrawn_from_the_start(story: Story) -> Story:
    if story.slug != WITHDRAWN_FROM_THE_START:
        return story
    return replace(story, withdrawn=story.published + WITHDRAWN_AFTER)

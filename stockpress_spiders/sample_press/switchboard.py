"""Faults and events on demand, for tests: what the press does to its readers. Acting a fault out is the site's."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stockpress_spiders.sample_press.story import Story

if TYPE_CHECKING:
    from stockpress_spiders.sample_press.press import Press

STORY_PAGES = "/story/"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble for the next ``times`` requests whose path begins with ``on``; ``seconds`` to wait."""

    kind: Literal["rate_limit", "server_error", "slow", "cut_off"]
    times: int
    on: str = STORY_PAGES
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.times < 1 or self.seconds < 0 or not self.on.startswith("/"):
            raise ValueError(f"{self.kind}: expected times >= 1, seconds >= 0 and a path, found {self}")


class Switchboard:
    """All switches of a press; safe to turn from any thread while the site runs.

    Where a fault is asked for while another of the same path is still on, the earlier one is used up first.
    """

    def __init__(self, press: Press) -> None:
        self._press = press
        self._lock = threading.Lock()
        self._clear()

    # faults

    def rate_limit(self, times: int = 1, retry_after: float = 1, on: str = STORY_PAGES) -> None:
        """Answer the next *times* requests with 429 and Retry-After in seconds."""
        self._add(Fault("rate_limit", times, on, retry_after))

    def server_error(self, times: int = 1, on: str = STORY_PAGES) -> None:
        """Answer the next *times* requests with 500."""
        self._add(Fault("server_error", times, on))

    def slow(self, seconds: float, times: int = 1, on: str = STORY_PAGES) -> None:
        """Answer the next *times* requests only after *seconds*."""
        self._add(Fault("slow", times, on, seconds))

    def cut_off(self, times: int = 1, on: str = STORY_PAGES) -> None:
        """Break the connection in the middle of the next *times* answers."""
        self._add(Fault("cut_off", times, on))

    def expire_sessions(self, after_pages: int = 0, times: int = 1) -> None:
        """End all sessions once *after_pages* more story pages were shown whole.

        With *times* above 1 the sessions opened after that end in the same way, so that signing in again does not help.
        """
        if after_pages < 0 or times < 1:
            raise ValueError(f"expire_sessions: expected after_pages >= 0 and times >= 1, found {after_pages}, {times}")
        with self._lock:
            self._expire_after, self._pages_left, self._expiries_left = after_pages, after_pages, times

    def captcha(self, on: bool = True) -> None:
        """Show a CAPTCHA in place of the sign-in form, and admit nobody."""
        self.captcha_on = on

    def break_year(self, year: int) -> None:
        """Answer the sitemaps of *year* with a page that is no sitemap."""
        with self._lock:
            self._broken_years |= {year}

    # events

    def publish(self, story: Story) -> Story:
        """Publish a story."""
        self._press.add(story)
        return story

    def publish_now(self, headline: str, body: str | None = None) -> Story:
        """Publish a story of this moment with a slug made from its headline, and a body where none is given."""
        return self.publish(
            Story(
                slug=_slug(headline),
                published=self._press.clock(),
                section="Companies",
                authors=("Hannah Okafor",),
                topics=("News", "Companies"),
                headline=headline,
                standfirst="The plan was made public this morning and surprised many who follow the sector closely.",
                body=body or BODY.format(headline=headline.strip().rstrip(".")),
            )
        )

    def change(self, slug: str, body: str) -> Story:
        """Give a story another body; its page, dateModified and the sitemap's lastmod follow."""
        return self._press.edit(slug, body=body)

    def withdraw(self, slug: str) -> Story:
        """Answer a story's page with 410; the sitemap keeps it, with a later lastmod."""
        return self._press.withdraw(slug)

    def reset(self) -> None:
        """Turn all switches off and bring back the stories of the start; sessions and counters stay."""
        with self._lock:
            self._clear()
        self._press.restore()

    # what the site asks

    def next_fault(self, path: str) -> Fault | None:
        """Return the fault that a request for *path* meets, and use it up."""
        with self._lock:
            for place, (fault, left) in enumerate(self._faults):
                if path.startswith(fault.on):
                    self._faults[place] = (fault, left - 1)
                    self._faults = [(fault, left) for fault, left in self._faults if left > 0]
                    return fault
        return None

    def session_ends_here(self) -> bool:
        """Count a story page that a signed-in reader asks for; say whether all sessions end before it is shown."""
        with self._lock:
            if self._expiries_left == 0:
                return False
            if self._pages_left > 0:
                self._pages_left -= 1
                return False
            self._expiries_left -= 1
            self._pages_left = self._expire_after
            return True

    def is_broken(self, year: int) -> bool:
        """Say whether the sitemaps of *year* are broken."""
        return year in self._broken_years

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append((fault, fault.times))

    def _clear(self) -> None:
        self._faults: list[tuple[Fault, int]] = []
        self._expire_after = self._pages_left = self._expiries_left = 0
        self._broken_years: frozenset[int] = frozenset()
        self.captcha_on = False


def _slug(headline: str) -> str:
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


BODY = """{headline}, according to a statement that was published before trading began.

The plan had been under review for most of a year. It will cost about $1.2bn, a third of which falls due before the \
summer, and the first results are expected within eighteen months.

Shares in the group rose 2.4 per cent in early trading, while those of its closest rivals were little changed. "It is \
bold, and it is paid for," said Maria Lindqvist, an analyst at Harrow Pike.

A fuller account is promised with the results of the quarter. Until then the company keeps its guidance for the year."""

"""What the desk knows of a publisher before it asks for the first page: one Source each, all of it data.

Nothing here fetches or parses, and nothing here imports scrapy or playwright: the graph's sensors and the Spark side
read the list of sources too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from stockpress.article import require_text, require_url
from stockpress_spiders.archive_kinds import Archive, DayPages, NoArchive, SitemapIndex, Sitemaps

__all__ = ["DayPages", "InvalidSource", "NoArchive", "SignIn", "SitemapIndex", "Sitemaps", "Source", "Step"]

NAME = re.compile(r"[a-z][a-z0-9_]*")


class InvalidSource(ValueError):
    """A source is not understood; says which, what was expected, what was found."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of a sign-in form: what to type where, and what to press. Selectors are CSS."""

    fields: tuple[tuple[str, Literal["username", "password"]], ...]
    submit: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a subscriber signs in, as data and, where data is not enough, a hook. Selectors are CSS.

    ``page`` is the form's path, or its address where it stands on another host; ``signed_in`` is in the HTML of every
    page while the session lives; ``refused`` and ``captcha`` are what the form shows then, and may be hidden in it
    before; ``teaser`` is in the HTML of a page that shows only its beginning; ``cookies`` names what is kept, and where
    it is empty all cookies of the source's own site are; ``consent`` is the button that passes a consent wall, in the
    page or a frame of it; ``frame`` is the frame that the form stands in, where it stands in one; ``before_step`` is
    given the browser's page before each step.
    """

    page: str
    steps: tuple[Step, ...]
    signed_in: str
    refused: str
    captcha: str
    teaser: str | None = None
    cookies: tuple[str, ...] = ()
    consent: str | None = None
    frame: str | None = None
    before_step: Callable[[Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher: where it is, how a year of it is found, how its articles look, how politely it is asked.

    ``article_url`` is a regular expression that the whole path of an article's address matches; ``per_day`` is how many
    articles a day are normal, from and to; ``delay`` is in seconds between two requests, ``timeout`` for one;
    ``ignores_robots`` is the reason why robots.txt is not obeyed, as an agreement with the publisher would be.
    Raises InvalidSource for a value that cannot be.
    """

    name: str
    home: str
    language: str
    archive: Archive
    article_url: str
    per_day: tuple[float, float]
    news_sitemap: str | None = None
    sign_in: SignIn | None = None
    delay: float = 1.0
    concurrency: int = 1
    timeout: float = 30.0
    ignores_robots: str | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise InvalidSource(f"source name: expected small letters, digits and _, found {self.name!r}")
        require_url(f"home of source {self.name}", self.home)
        require_text(f"language of source {self.name}", self.language)
        if self.ignores_robots is not None:
            require_text(f"why source {self.name} ignores robots.txt", self.ignores_robots)
        try:
            re.compile(self.article_url)
        except re.error as error:
            raise InvalidSource(f"article_url of source {self.name}: not a regular expression: {error}") from error
        low, high = self.per_day
        if not 0 <= low <= high:
            raise InvalidSource(f"per_day of source {self.name}: expected (low, high), found {self.per_day}")
        if self.delay < 0 or self.concurrency < 1 or self.timeout <= 0:
            raise InvalidSource(f"source {self.name}: expected delay >= 0, concurrency >= 1 and timeout > 0")

    def is_article(self, url: str) -> bool:
        """Say whether *url* has the form of an article's address."""
        return re.fullmatch(self.article_url, urlsplit(url).path) is not None

"""What the desk knows of a publisher before it asks for the first page: one Source each, all of it data.

Nothing here fetches or parses, and nothing here imports scrapy or playwright: the graph's sensors and the Spark side
read the list of sources too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from stockpress.article import require_text, require_url

NAME = re.compile(r"[a-z][a-z0-9_]*")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class InvalidSource(ValueError):
    """A source is not understood; says which, what was expected, what was found."""


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """An archive whose sitemaps carry the year in their own address.

    ``paths`` may hold ``{year}``, ``{month}`` (1), ``{month:02}`` (01) and ``{mon}`` (jan).
    """

    paths: tuple[str, ...]

    def of_year(self, year: int, last_month: int = 12) -> list[str]:
        """Return the paths of *year*'s sitemaps up to *last_month*, each once."""
        months = range(1, last_month + 1)
        paths = [path.format(year=year, month=month, mon=MONTHS[month - 1]) for path in self.paths for month in months]
        return list(dict.fromkeys(paths))


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """An archive that begins at an index of sitemaps.

    ``children`` is a regular expression found in the addresses of a year's sitemaps; ``{year}`` in it stands for the
    year and ``{month}`` for any month, with or without a leading zero.
    """

    path: str
    children: str

    def of_year(self, year: int) -> re.Pattern[str]:
        """Return what the address of a sitemap of *year* looks like."""
        return re.compile(self.children.replace("{year}", str(year)).replace("{month}", "(?:1[0-2]|0?[1-9])"))


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of a sign-in form: what to type where, and what to press. Selectors are CSS."""

    fields: tuple[tuple[str, Literal["username", "password"]], ...]
    submit: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a subscriber signs in, as data. Selectors are CSS.

    ``page`` is the form's path, or its address where it stands on another host; ``signed_in`` is in the HTML of every
    page while the session lives; ``teaser`` is in that of a page that shows only its beginning; ``cookies`` names what
    is kept, and where it is empty all cookies of the source's own site are.
    """

    page: str
    steps: tuple[Step, ...]
    signed_in: str
    refused: str
    captcha: str
    teaser: str | None = None
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher: where it is, how a year of it is found, how its articles look, how politely it is asked.

    ``article_url`` is a regular expression that the whole path of an article's address matches; ``per_day`` is how many
    articles a day are normal, from and to; ``delay`` is in seconds between two requests, ``timeout`` for one.
    Raises InvalidSource for a value that cannot be.
    """

    name: str
    home: str
    language: str
    archive: SitemapIndex | Sitemaps
    article_url: str
    per_day: tuple[float, float]
    news_sitemap: str | None = None
    sign_in: SignIn | None = None
    delay: float = 1.0
    concurrency: int = 1
    timeout: float = 30.0
    obey_robots: bool = True

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise InvalidSource(f"source name: expected small letters, digits and _, found {self.name!r}")
        require_url(f"home of source {self.name}", self.home)
        require_text(f"language of source {self.name}", self.language)
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

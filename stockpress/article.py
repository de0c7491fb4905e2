"""A printed story as the desk keeps it. Fetching, parsing and storing live elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit


class InvalidRecord(ValueError):
    """A record was given a value that it does not allow; says where, what was expected and what was found."""


def require_aware(what: str, when: datetime) -> datetime:
    """Return *when* in UTC, to the second; raise InvalidRecord where it has no zone or lies outside 1900 to 2200."""
    if when.tzinfo is None:
        raise InvalidRecord(f"{what}: expected a time with a zone, found {when.isoformat()}")
    if not 1900 <= when.year <= 2200:
        raise InvalidRecord(f"{what}: expected a year from 1900 to 2200, found {when.year}")
    return when.astimezone(UTC).replace(microsecond=0)


def require_text(what: str, text: str) -> str:
    """Return *text* stripped; raise InvalidRecord where nothing is left or it cannot be stored as UTF-8."""
    stripped = text.strip()
    if not stripped:
        raise InvalidRecord(f"{what}: expected text, found nothing")
    try:
        stripped.encode()
    except UnicodeEncodeError as error:
        raise InvalidRecord(f"{what}: expected valid Unicode, found a lone surrogate at {error.start}") from error
    return stripped


def require_url(what: str, url: str) -> str:
    """Return *url*; raise InvalidRecord unless it is an absolute http(s) address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidRecord(f"{what}: expected an absolute http(s) URL, found {url[:200]!r}")
    return url


@dataclass(frozen=True, slots=True)
class Article:
    """One story of one source; its identity is its canonical URL.

    ``found_by`` names, for each field, the way it was found (``json-ld``, ``opengraph``, ...).
    Raises InvalidRecord for a URL that is not absolute, an empty headline or body, or a naive time.
    """

    url: str
    source: str
    headline: str
    body: str
    published: datetime
    fetched: datetime
    modified: datetime | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    paywalled: bool = False
    withdrawn: datetime | None = None
    found_by: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_url("article url", self.url)
        checked: dict[str, object] = {
            "source": require_text("article source", self.source),
            "headline": require_text(f"headline of {self.url}", self.headline),
            "body": require_text(f"body of {self.url}", self.body),
        }
        for name in ("published", "fetched", "modified", "withdrawn"):
            when = getattr(self, name)
            if when is not None:
                checked[name] = require_aware(f"{name} of {self.url}", when)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def year(self) -> int:
        """The publication year in UTC, which is the article's partition."""
        return self.published.year

    @property
    def content_hash(self) -> str:
        """SHA-256 over headline and body: what a summary and entity tags are made from."""
        return hashlib.sha256(f"{self.headline}\0{self.body}".encode()).hexdigest()

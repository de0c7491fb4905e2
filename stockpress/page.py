"""What the desk remembers of a page it asked for, so that it does not ask again without need."""

from __future__ import annotations

from dataclasses import dataclass

from stockpress.article import require_text, require_url

ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Page:
    """One address of a source's archive and what became of it.

    ``outcome`` is ``article`` or the named reason why the page gave none; ``lastmod`` is the archive's own
    text for the last change, compared for equality only; ``article_url`` is the canonical URL it led to.
    """

    url: str
    source: str
    year: int
    outcome: str
    lastmod: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    article_url: str | None = None

    def __post_init__(self) -> None:
        require_url("page url", self.url)
        require_text("page outcome", self.outcome)

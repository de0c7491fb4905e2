"""What the text of an article looks like in short, so that the same story in another source is found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stockpress.article import InvalidRecord, require_aware, require_url


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One article's. ``digest`` is of ``model`` and ``model_version``; ``same_as`` are the addresses of the same story.

    Stale once ``content_hash`` or ``model_version`` moves on.
    """

    url: str
    source: str
    year: int
    published: datetime
    digest: bytes
    content_hash: str
    model: str
    model_version: str
    same_as: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_url("fingerprint url", self.url)
        object.__setattr__(self, "published", require_aware(f"published of {self.url}", self.published))
        if not self.digest:
            raise InvalidRecord(f"fingerprint of {self.url}: expected a digest, found nothing")

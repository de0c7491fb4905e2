"""What a sign-in leaves: the cookies of one source, sealed, with the time at which they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from stockpress.article import require_aware


@dataclass(frozen=True, slots=True)
class Session:
    """The sealed cookies of a source. ``sealed`` is a Fernet token; only stockpress_spiders.vault opens it."""

    source: str
    sealed: bytes
    obtained: datetime
    expires: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "obtained", require_aware("session obtained", self.obtained))
        object.__setattr__(self, "expires", require_aware("session expires", self.expires))

    def alive(self, now: datetime | None = None) -> bool:
        """Say whether the session has not ended at *now* (default: this moment)."""
        return (now or datetime.now(UTC)) < self.expires

"""What a crawl came to, in numbers that add up.

found = known + fetched + not_reached; each fetched page ended in exactly one of new, changed, unchanged, duplicates,
withdrawn, failed. not_modified says how many of the fetched were answered 304. What the parts of the archive that are
unread list is not in found: where there are any, the year is not complete.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Ending = Literal["new", "changed", "unchanged", "duplicates", "withdrawn"]


@dataclass(slots=True)
class Counts:
    """The counts of one crawl, as it goes."""

    found: int = 0
    known: int = 0
    not_modified: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    withdrawn: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    unread: dict[str, str] = field(default_factory=dict)  # parts of the archive by address, each with its reason
    session_renewed: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def fetched(self) -> int:
        """How many pages were asked for and came to an end."""
        return self.new + self.changed + self.unchanged + self.duplicates + self.withdrawn + self.failed.total()

    @property
    def reached(self) -> int:
        """How many of the pages found need nothing more."""
        return self.known + self.fetched

    def ended(self, ending: Ending) -> None:
        """Count a page."""
        setattr(self, ending, getattr(self, ending) + 1)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts for a message."""
        names = ("found", "known", "fetched", "not_modified", "new", "changed", "unchanged", "withdrawn", "duplicates")
        return {
            **{name: getattr(self, name) for name in names},
            "failed": dict(sorted(self.failed.items())),
            "unread_sitemaps": dict(self.unread),
            "not_reached": self.found - self.reached,
            "session_renewed": self.session_renewed,
            "seconds": round(time.monotonic() - self.started, 1),
        }

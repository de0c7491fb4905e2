"""What a summariser is: texts in, summaries out. The interface that every model of summaries has; no model lives here.

The one that comes with us is stockpress_nlp/extractive/summariser.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Summariser(Protocol):
    """A model that summarises articles, one as well as many; it is loaded once and used for many calls."""

    def summarise(self, headlines: Sequence[str], bodies: Sequence[str], languages: Sequence[str | None]) -> list[str]:
        """Return the summary of each article, in their order and never empty where there is a headline.

        The three sequences are as long as each other. A language is as the page gives it (``en``, ``de-AT``) or None.
        """
        ...

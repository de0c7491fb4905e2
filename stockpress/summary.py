"""The summary of an article, with the text and the model that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from stockpress.article import require_text, require_url


@dataclass(frozen=True, slots=True)
class Summary:
    """A few sentences that say what the article says; stale once ``content_hash`` or ``model_version`` moves on."""

    url: str
    source: str
    year: int
    text: str
    content_hash: str
    model: str
    model_version: str

    def __post_init__(self) -> None:
        require_url("summary url", self.url)
        require_text(f"summary of {self.url}", self.text)

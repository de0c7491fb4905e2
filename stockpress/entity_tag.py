"""Who and what an article is about. How tags are found lives in stockpress_nlp."""

from __future__ import annotations

from dataclasses import dataclass

from stockpress.article import InvalidRecord, require_text, require_url

TYPES = ("person", "organisation", "place", "misc")


@dataclass(frozen=True, slots=True)
class EntityTag:
    """One entity of one article.

    ``spans`` are (start, end) character offsets, end exclusive, into ``headline + "\\n\\n" + body``;
    ``symbol`` is the listing's symbol for an organisation that is certainly a listed company. ``prominence`` is how
    much the article is about the entity, and ``confidence`` how probable its type is to the model, both from 0 to 1:
    None where nobody worked it out, and confidence also where the entity was known and the model did not find it.
    """

    name: str
    type: str
    spans: tuple[tuple[int, int], ...]
    symbol: str | None = None
    prominence: float | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        require_text("entity name", self.name)
        if self.type not in TYPES:
            raise InvalidRecord(f"entity {self.name}: expected one of {', '.join(TYPES)}, found {self.type!r}")
        if not self.spans or any(not 0 <= start < end for start, end in self.spans):
            raise InvalidRecord(f"entity {self.name}: expected spans of at least one character, found {self.spans}")
        for name in ("prominence", "confidence"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise InvalidRecord(f"entity {self.name}: expected a {name} from 0 to 1, found {share}")

    @property
    def count(self) -> int:
        """How often the entity is named."""
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class EntityTags:
    """All entities of one article; stale once ``content_hash`` or ``model_version`` moves on."""

    url: str
    source: str
    year: int
    entities: tuple[EntityTag, ...]
    content_hash: str
    model: str
    model_version: str

    def __post_init__(self) -> None:
        require_url("entity tags url", self.url)

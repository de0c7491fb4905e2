"""A story of the Sample Press and the reader of the YAML files that hold them. Which of them stand is the press's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from stockpress.article import InvalidRecord, require_aware, require_text

STORIES = Path(__file__).parent / "stories"
SECTIONS = ("Markets", "Companies", "Technology", "Energy", "Banking", "Economy")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FILE_NAME = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEYS = {"slug", "published", "section", "authors", "topics", "headline", "standfirst", "body"}


@dataclass(frozen=True, slots=True)
class Story:
    """One story; ``body`` has an empty line between paragraphs. Its slug identifies it.

    ``modified`` is set once its text has changed, ``withdrawn`` once it is no longer shown. Raises InvalidRecord.
    """

    slug: str
    published: datetime
    section: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    headline: str
    standfirst: str
    body: str
    modified: datetime | None = None
    withdrawn: datetime | None = None

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.slug):
            raise InvalidRecord(f"slug: expected small letters and digits divided by hyphens, found {self.slug!r}")
        if self.section not in SECTIONS:
            raise InvalidRecord(f"section: expected one of {', '.join(SECTIONS)}, found {self.section!r}")
        for name in ("published", "modified", "withdrawn"):
            if (when := getattr(self, name)) is not None:
                object.__setattr__(self, name, require_aware(name, when))
        for name in ("headline", "standfirst", "body"):
            object.__setattr__(self, name, require_text(name, getattr(self, name)))
        for name in ("authors", "topics"):
            if not getattr(self, name) or not all(text.strip() for text in getattr(self, name)):
                raise InvalidRecord(
                    f"{name}: expected at least one and none of them empty, found {getattr(self, name)}"
                )

    @property
    def path(self) -> str:
        """The path of the story's page, which is its canonical address."""
        return f"/story/{self.published:%Y/%m/%d}/{self.slug}"

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the body."""
        return [" ".join(part.split()) for part in re.split(r"\n\s*\n", self.body)]

    @property
    def changed(self) -> datetime:
        """The time at which what the story's page shows changed last."""
        return self.withdrawn or self.modified or self.published


def load_stories(folder: Path = STORIES) -> list[Story]:
    """Return the stories of all YEAR-MM.yaml files in *folder*; raise InvalidRecord naming the file and the key."""
    stories = [story for file in sorted(folder.glob("*.yaml")) for story in _stories(file)]
    if not stories:
        raise InvalidRecord(f"{folder}: expected stories in files named YEAR-MM.yaml, found none")
    return stories


def read_story(given: Any, where: str) -> Story:
    """Return the story that a mapping of KEYS holds; raise InvalidRecord that begins with *where*."""
    if not isinstance(given, Mapping):
        raise InvalidRecord(f"{where}: expected a mapping, found {type(given).__name__}")
    if set(given) != KEYS:
        lacking, unknown = sorted(KEYS - set(given)), sorted(map(str, set(given) - KEYS))
        raise InvalidRecord(
            f"{where}: expected the keys {', '.join(sorted(KEYS))}; lacks {lacking}, unknown are {unknown}"
        )
    try:
        return Story(
            slug=_text(given, "slug"),
            published=_time(given["published"]),
            section=_text(given, "section"),
            authors=_list(given, "authors"),
            topics=_list(given, "topics"),
            headline=_text(given, "headline"),
            standfirst=_text(given, "standfirst"),
            body=_text(given, "body"),
        )
    except InvalidRecord as error:
        raise InvalidRecord(f"{where}, {error}") from error


def _stories(file: Path) -> Iterator[Story]:
    named = FILE_NAME.fullmatch(file.stem)
    if named is None:
        raise InvalidRecord(f"{file.name}: expected a file named YEAR-MM.yaml")
    try:
        items = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # both are safe loaders
    except yaml.YAMLError as error:
        raise InvalidRecord(f"{file.name}: expected YAML, found: {' '.join(str(error).split())}") from error
    if not isinstance(items, list):
        raise InvalidRecord(f"{file.name}: expected a list of stories, found {type(items).__name__}")
    for number, item in enumerate(items, start=1):
        where = f"{file.name}, story {number}"
        story = read_story(item, where)
        if f"{story.published:%Y-%m}" != file.stem:
            raise InvalidRecord(
                f"{where}, published: expected a time in {file.stem}, found {story.published.isoformat()}"
            )
        yield story


def _text(given: Mapping[str, Any], key: str) -> str:
    if not isinstance(given[key], str):
        raise InvalidRecord(f"{key}: expected text, found {given[key]!r}")
    return given[key]


def _list(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if not isinstance(given[key], list) or not all(isinstance(item, str) for item in given[key]):
        raise InvalidRecord(f"{key}: expected a list of texts, found {given[key]!r}")
    return tuple(given[key])


def _time(value: Any) -> datetime:
    if isinstance(value, str):
        with suppress(ValueError):  # told below, as any other value that is no time
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        raise InvalidRecord(f"published: expected a time such as 2024-03-14T07:05:00Z, found {value!r}")
    return value

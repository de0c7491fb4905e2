"""The stories that ship with the press are whole and of our form, and a file that is not is refused by name and key."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from stockpress.article import InvalidRecord
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.story import load_stories

ITEM: dict[str, Any] = {
    "slug": "acme-opens-plant",
    "published": datetime(2024, 3, 14, 7, 5, tzinfo=UTC),
    "section": "Companies",
    "authors": ["Hannah Okafor"],
    "topics": ["Acme", "Germany"],
    "headline": "Acme opens a plant",
    "standfirst": "It is the first in Germany.",
    "body": "Acme Inc. opened a plant.\n\nShares rose.\n",
}


def write(folder: Path, *items: Any, name: str = "2024-03.yaml") -> Path:
    (folder / name).write_text(yaml.safe_dump(list(items), allow_unicode=True), encoding="utf-8")
    return folder


def test_there_are_three_years_with_forty_stories_each_or_more(press: Press):
    years = Counter(story.published.year for story in press.stories)
    assert set(years) == {2024, 2025, 2026}
    assert min(years.values()) >= 40


def test_stories_stand_in_order_of_publication_each_under_an_address_of_its_own(press: Press):
    assert [story.published for story in press.stories] == sorted(story.published for story in press.stories)
    assert len({story.path for story in press.stories}) == len(press.stories)


def test_each_story_is_long_enough_to_be_summarised(press: Press):
    short = [story.slug for story in press.stories if len(story.body.split()) < 150 or len(story.paragraphs) < 3]
    assert not short


def test_a_story_is_read_from_yaml_with_its_paragraphs_and_address(tmp_path: Path):
    (story,) = load_stories(write(tmp_path, ITEM))
    assert story.path == "/story/2024/03/14/acme-opens-plant"
    assert story.paragraphs == ["Acme Inc. opened a plant.", "Shares rose."]
    assert story.authors == ("Hannah Okafor",)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("slug", "Acme Opens", "slug: expected small letters"),
        ("section", "Sport", "section: expected one of Markets"),
        ("published", "yesterday", "published: expected a time such as"),
        ("published", datetime(2024, 3, 14, 7, 5), "published: expected a time with a zone"),
        ("published", datetime(2024, 4, 1, tzinfo=UTC), "published: expected a time in 2024-03"),
        ("authors", "Hannah Okafor", "authors: expected a list of texts"),
        ("authors", [], "authors: expected at least one"),
        ("topics", [1], "topics: expected a list of texts"),
        ("headline", " ", "headline: expected text"),
        ("body", None, "body: expected text"),
    ],
)
def test_a_bad_value_is_refused_with_the_file_the_story_and_the_key(tmp_path: Path, key: str, value: Any, told: str):
    with pytest.raises(InvalidRecord) as refused:
        load_stories(write(tmp_path, ITEM, {**ITEM, "slug": "another", key: value}))
    assert str(refused.value).startswith("2024-03.yaml, story 2") and told in str(refused.value)


def test_missing_and_unknown_keys_are_named(tmp_path: Path):
    item = {key: value for key, value in ITEM.items() if key != "body"} | {"text": "Acme opened a plant."}
    with pytest.raises(InvalidRecord, match=r"2024-03\.yaml, story 1: .* lacks \['body'\], unknown are \['text'\]"):
        load_stories(write(tmp_path, item))


def test_a_file_of_another_name_or_that_is_no_list_or_no_yaml_is_refused(tmp_path: Path):
    with pytest.raises(InvalidRecord, match=r"march\.yaml: expected a file named YEAR-MM\.yaml"):
        load_stories(write(tmp_path, ITEM, name="march.yaml"))
    (tmp_path / "march.yaml").unlink()
    for text, told in (("slug: acme", "expected a list of stories, found dict"), ("- [", "expected YAML")):
        (tmp_path / "2024-03.yaml").write_text(text)
        with pytest.raises(InvalidRecord, match=rf"2024-03\.yaml: {told}"):
            load_stories(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(InvalidRecord, match="expected stories in files named YEAR-MM"):
        load_stories(tmp_path)


def test_two_stories_of_one_slug_are_refused(tmp_path: Path):
    with pytest.raises(InvalidRecord, match="slug: expected each once, found acme-opens-plant"):
        Press.from_stories("name", "password", folder=write(tmp_path, ITEM, ITEM))

"""Names of authors, out of all that stands in their place."""

from __future__ import annotations

from typing import Any

import pytest

from stockpress_spiders.names import author_names, of_persons


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By A. Weber and B. Roe", ("A. Weber", "B. Roe")),
        ("Von Anna Muster (amu), Bo Berg", ("Anna Muster", "Bo Berg")),
        (["Anna Muster", "anna-muster"], ("Anna Muster",)),
        ("anna-muster", ("Anna Muster",)),
        ("105092", ()),
        (["(Image: Some Agency)", "A. Weber"], ("A. Weber",)),
        ("https://press.example/authors/a-weber", ()),
        ("a.weber@press.example", ()),
        ({"name": {"name": {"name": "A. Weber"}}}, ("A. Weber",)),
        ("牛镛", ("牛镛",)),
        ("x" * 200, ()),
        (None, ()),
    ],
)
def test_names_are_read(value: Any, names: tuple[str, ...]) -> None:
    assert author_names(value) == names


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        (("The Press",), ()),
        (("press.example",), ()),
        (("A. Weber", "The Press"), ("A. Weber", "The Press")),
        ((), ()),
    ],
)
def test_a_publisher_that_signs_alone_gives_way_to_a_person_named_elsewhere(
    names: tuple[str, ...], persons: tuple[str, ...]
) -> None:
    assert of_persons(names, ["The Press", "press.example"]) == persons

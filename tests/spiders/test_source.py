"""Sources: found by being there, refused when they cannot be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from stockpress_spiders.source import InvalidSource, SitemapIndex, Sitemaps, Source
from stockpress_spiders.sources import load_sources

OWN = """
from stockpress_spiders.source import Sitemaps, Source

SOURCE = Source(
    name="daily_bread",
    home="https://bread.example",
    language="en",
    archive=Sitemaps(("/{year}/{month:02}.xml",)),
    article_url="/news/.+",
    per_day=(1, 5),
)
"""


@pytest.fixture
def source() -> Source:
    return Source("daily", "https://daily.example", "en", Sitemaps(("/{year}.xml",)), "/news/.+", (1, 5))


def test_a_source_is_named_like_its_file() -> None:
    sources = load_sources()
    assert {"sample_press", "ft"} <= set(sources)
    assert all(source.name == name for name, source in sources.items())


def test_a_users_own_sources_join_the_installed_ones(tmp_path: Path) -> None:
    (tmp_path / "daily_bread.py").write_text(OWN)
    (tmp_path / "_draft.py").write_text("no source at all")
    assert load_sources(tmp_path)["daily_bread"].home == "https://bread.example"


@pytest.mark.parametrize(("name", "text"), [("other", OWN), ("ft", OWN.replace("daily_bread", "ft")), ("none", "")])
def test_a_file_that_is_no_source_of_its_own_name_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(InvalidSource, match=name):
        load_sources(tmp_path)


def test_a_folder_of_sources_that_is_not_there_is_refused_with_its_variable(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match="STOCKPRESS_SOURCES"):
        load_sources(tmp_path / "absent")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "The Daily"},
        {"home": "daily.example"},
        {"article_url": "("},
        {"per_day": (5, 1)},
        {"delay": -1},
        {"concurrency": 0},
        {"language": " "},
    ],
)
def test_a_source_refuses_values_that_cannot_be(source: Source, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"daily|source"):
        replace(source, **wrong)  # type: ignore[arg-type]


def test_the_whole_path_of_an_article_must_match(source: Source) -> None:
    assert source.is_article("https://daily.example/news/banks-rise")
    assert not source.is_article("https://daily.example/video/news/banks-rise")


def test_dated_sitemaps_are_named_by_year_and_month() -> None:
    archive = Sitemaps(("/{year}/{month:02}.xml", "/{mon}-{year}.xml", "/{year}.xml"))
    assert archive.of_year(2024, last_month=2) == [
        "/2024/01.xml",
        "/2024/02.xml",
        "/jan-2024.xml",
        "/feb-2024.xml",
        "/2024.xml",
    ]


def test_an_index_tells_a_years_sitemaps_by_their_address() -> None:
    wanted = SitemapIndex("/index.xml", r"/archive-{year}-{month}\.xml$").of_year(2024)
    months = ["3", "03", "12", "13", "0"]
    assert [month for month in months if re.search(wanted, f"/sitemaps/archive-2024-{month}.xml")] == ["3", "03", "12"]
    assert not wanted.search("/sitemaps/archive-2023-3.xml")

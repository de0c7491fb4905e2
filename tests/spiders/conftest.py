"""Fixtures for the crawler's tests: a small site that a desk knows as the source small, and the sample press."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from tests.spiders.small_site import SmallSite, running_small_site

SMALL = """
from stockpress_spiders.source import Sitemaps, Source

SOURCE = Source(
    name="small",
    home="http://small.example",
    language="en",
    archive=Sitemaps(("/{year}.xml",)),
    article_url="/news/.+",
    per_day=(0, 5),
    delay=0.0,
    concurrency=4,
    timeout=0.5,
)
"""


@pytest.fixture
def site() -> Iterator[SmallSite]:
    """A small site."""
    with running_small_site() as running:
        yield running


@pytest.fixture
def small(settings: Settings, site: SmallSite, tmp_path: Path) -> Settings:
    """Settings of a desk whose own source ``small`` is the small site."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "small.py").write_text(SMALL)
    return settings.with_environment(STOCKPRESS_SOURCES=str(folder), STOCKPRESS_SMALL_URL=site.url)


NAME, PASSWORD = "reader@press.example", "correct horse battery"


@pytest.fixture
def press() -> Press:
    """The sample press with one subscriber."""
    return Press.from_stories(NAME, PASSWORD)


@pytest.fixture
def subscribed(settings: Settings, press: Press) -> Iterator[Settings]:
    """Settings of a desk that subscribes to the sample press, which runs."""
    with running_press(press) as url:
        yield settings.with_environment(
            STOCKPRESS_SAMPLE_PRESS_URL=url,
            STOCKPRESS_SAMPLE_PRESS_USERNAME=NAME,
            STOCKPRESS_SAMPLE_PRESS_PASSWORD=PASSWORD,
        )

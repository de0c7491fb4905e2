"""One Spark session for the test run, opened as the desk opens it, and articles to read."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pyspark.sql import SparkSession

from stockpress.article import Article
from stockpress.settings import Settings
from stockpress_nlp.model import Model
from stockpress_nlp.model_registry import ModelRegistry
from stockpress_nlp.session import open_session

STORIES = Path(__file__).parents[2] / "stockpress_spiders" / "sample_press" / "stories"
Write = Callable[..., Article]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pyspark be: it leaves its sockets to the garbage collector and compares versions with distutils."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:The distutils package:DeprecationWarning"))


@pytest.fixture(autouse=True)
def sockets_left_by_spark() -> Iterator[None]:
    """Collect what the test left, so that no other test is warned of it."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


@pytest.fixture(scope="session")
def spark(desk_settings: Settings) -> Iterator[SparkSession]:
    """The Spark session of the test run."""
    session = open_session(desk_settings)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def registry(desk_settings: Settings) -> ModelRegistry:
    """The test run's registry of models."""
    return ModelRegistry(desk_settings)


@pytest.fixture(scope="session")
def summary_model(registry: ModelRegistry) -> Model:
    """The summary model that comes with the package, as the registry has it."""
    return registry.fetch(registry.in_use("summary_model"))


@pytest.fixture(scope="session")
def write() -> Write:
    """Write an article: ``write(headline, body)``; every address is another."""
    written = 0

    def article(headline: str = "Shares rise", body: str = "They rose.", **fields: object) -> Article:
        nonlocal written
        written += 1
        given = {
            "url": f"https://paper.example/{written}",
            "source": "paper",
            "published": datetime(2024, 5, 1, tzinfo=UTC),
            "fetched": datetime(2024, 5, 2, tzinfo=UTC),
            **fields,
        }
        return Article(headline=headline, body=body, **given)  # type: ignore[arg-type]

    return article


@pytest.fixture(scope="session")
def stories(write: Write) -> list[Article]:
    """The 42 stories of the sample press of 2024."""
    texts = [story for path in sorted(STORIES.glob("2024-*.yaml")) for story in yaml.safe_load(path.read_text("utf-8"))]
    return [
        write(story["headline"], story["body"], published=story["published"].astimezone(UTC), language="en")
        for story in texts
    ]


STRANGE_BODIES = {
    "one character": ".",
    "no letters": "— … !!",
    "NULs": "The shares\0 rose.\0\0 They fell\0.",
    "emoji": "🚀🚀 Apple Inc. soared 5 per cent in Tokyo 🎉. Tim Cook smiled 😀. It was a record 🏆 for the company.",
    "right to left": "ارتفعت أسهم شركة أبل يوم الثلاثاء. وقال المحللون إن النتائج أفضل من المتوقع. ثم انخفضت.",
    "Japanese": "トヨタ自動車の株価は火曜日に上昇した。アナリストは予想を上回ったと述べた。円安が追い風となった。",
    "lone marks": "\u0301\u0301 \u200f\u202e \ufeff\ufffe \ue000 a\u0300b. \x01\x1f Apple Inc. rose. \u2028 It fell.",
    "no end": "word " * 3000,
    "capitals": "APPLE AND TESLA ROSE ON TUESDAY. THE DOW FELL. NOBODY KNEW WHY.",
    "points": "A.B.C.D. " * 2000,
    "quotation never closed": '"It rose. ' + "The market fell by 3 per cent on Monday. " * 60,
    "one word of 100,000 letters": "a" * 100_000,
}


@pytest.fixture(scope="session")
def strange(write: Write) -> dict[str, Article]:
    """Articles as pages give them now and then, by what is strange about them."""
    return {name: write("Markets wrap", body) for name, body in STRANGE_BODIES.items()}


@pytest.fixture(scope="session")
def endless(write: Write, stories: list[Article]) -> Article:
    """An article of 200,000 words."""
    year = "\n\n".join(story.body for story in stories)
    return write("Everything at once", "\n\n".join([year] * (200_000 // len(year.split()) + 1)))

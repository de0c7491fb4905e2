"""Fixtures for all tests.

Strategy: one embedded store a test run, started as the desk starts it, and a fresh database in it for each test; one
sample press a test that wants one, on a port of its own; a real Chromium. Nothing is mocked but the cloud. Jars are
taken from the desk's own folder, which `make test` fills before.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress.store import Store, open_store
from stockpress_desk.browser import find_chromium
from stockpress_desk.database import running_database
from stockpress_desk.java import find_java
from stockpress_spiders.vault import new_key

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def desk_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of this machine with a home of the test run's own."""
    here = Settings.from_environment()
    return here.with_environment(
        STOCKPRESS_HOME=str(tmp_path_factory.mktemp("home")),
        STOCKPRESS_JARS=str(here.jars),
        STOCKPRESS_CHROMIUM=find_chromium(here) or "",
        STOCKPRESS_SESSION_KEYS=new_key(),
        JAVA_HOME=str(find_java(here)),
    )


@pytest.fixture(scope="session")
def database_uri(desk_settings: Settings) -> Iterator[str]:
    """The address of the test run's embedded store."""
    with running_database(desk_settings) as uri:
        yield uri


@pytest.fixture
def settings(desk_settings: Settings, database_uri: str, tmp_path: Path) -> Settings:
    """Settings over an empty database and an empty home."""
    return desk_settings.with_environment(
        STOCKPRESS_HOME=str(tmp_path / "home"),
        STOCKPRESS_JARS=str(desk_settings.jars),
        STOCKPRESS_MONGODB_URI=database_uri,
        STOCKPRESS_MONGODB_DATABASE=f"test_{uuid.uuid4().hex}",
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store."""
    with open_store(settings) as opened:
        yield opened

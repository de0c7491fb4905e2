"""Setting the desk up."""

from __future__ import annotations

import io
import stat
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from rich.console import Console

from stockpress.settings import Settings
from stockpress_desk.folders import FolderNotWritable
from stockpress_desk.setup import SessionKeyLost, session_keys, set_up


@pytest.fixture
def here(tmp_path: Path, desk_settings: Settings) -> Settings:
    """Settings with an empty home and no session keys."""
    return desk_settings.with_environment(STOCKPRESS_HOME=str(tmp_path / "home"), STOCKPRESS_SESSION_KEYS="")


def test_setting_up_says_what_the_desk_runs_on_and_makes_a_session_key(here: Settings) -> None:
    output = io.StringIO()
    set_up(here, Console(file=output))
    assert output.getvalue().startswith("Set up: Java 17 in ")
    assert str(here.jars) in output.getvalue()
    assert (here.home / "session.keys").exists()


def test_the_session_key_is_made_once_and_only_its_owner_may_read_it(here: Settings) -> None:
    made: list[tuple[str, ...]] = []
    callers = [threading.Thread(target=lambda: made.append(session_keys(here))) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(set(made)) == 1
    Fernet(made[0][0])
    assert stat.S_IMODE((here.home / "session.keys").stat().st_mode) == 0o600
    assert [path.name for path in here.home.iterdir()] == ["session.keys"]


def test_session_keys_that_are_set_are_used(here: Settings) -> None:
    settings = here.with_environment(STOCKPRESS_SESSION_KEYS="newer,older")
    assert session_keys(settings) == ("newer", "older")
    assert not here.home.exists()


def test_an_empty_key_file_is_an_error(here: Settings) -> None:
    here.home.mkdir()
    (here.home / "session.keys").touch()
    with pytest.raises(SessionKeyLost, match=r"session\.keys: expected a Fernet key, found an empty file"):
        session_keys(here)


def test_a_home_that_cannot_be_written_is_named(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = here.with_environment(STOCKPRESS_HOME=str(tmp_path / "file" / "home"))
    with pytest.raises(FolderNotWritable, match=r"file/home: expected a folder.*STOCKPRESS_HOME"):
        set_up(settings, Console(file=io.StringIO()))

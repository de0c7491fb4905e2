"""Settings are read once, refuse what they do not understand, and never show a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stockpress.settings import READERS, InvalidSetting, Settings

SECRETS = {
    "STOCKPRESS_MONGODB_URI": "mongodb://desk:hunter2@db.example/",
    "STOCKPRESS_SESSION_KEYS": "hunter2, older-key",
    "STOCKPRESS_FT_USERNAME": "reader@desk.example",
    "STOCKPRESS_FT_PASSWORD": "hunter2",
}


def test_an_empty_environment_gives_a_desk_in_the_current_folder():
    settings = Settings.from_environment({})
    assert settings.home == Path(".stockpress").absolute()
    assert settings.jars == settings.home / "jars"
    assert settings.subscriptions == ("sample_press",)


def test_no_secret_is_shown_by_repr():
    settings = Settings.from_environment(SECRETS)
    shown = repr(settings) + repr(settings.credentials("ft"))
    assert "hunter2" not in shown and "older-key" not in shown and "reader@desk.example" not in shown


def test_session_keys_are_a_list_newest_first():
    assert Settings.from_environment(SECRETS).require_session_keys() == ("hunter2", "older-key")


@pytest.mark.parametrize("hour", ["24", "-1", "two", "1.5"])
def test_an_hour_that_is_none_is_refused(hour: str):
    with pytest.raises(InvalidSetting, match=r"STOCKPRESS_NIGHT_HOUR.*from 0 to 23"):
        Settings.from_environment({"STOCKPRESS_NIGHT_HOUR": hour})


@pytest.mark.parametrize("cores", ["0", "-2", "all", "1.5"])
def test_a_number_of_cores_that_is_none_is_refused(cores: str):
    with pytest.raises(InvalidSetting, match=r"STOCKPRESS_SPARK_CORES.*from 1"):
        Settings.from_environment({"STOCKPRESS_SPARK_CORES": cores})


def test_absent_credentials_are_named_by_their_variables():
    with pytest.raises(InvalidSetting, match="set STOCKPRESS_FT_USERNAME and STOCKPRESS_FT_PASSWORD"):
        Settings.from_environment({}).credentials("ft")


def test_a_child_reads_the_same_settings():
    settings = Settings.from_environment({**SECRETS, "STOCKPRESS_NIGHT_HOUR": "0", "PATH": "/bin"})
    child = settings.child_environment()
    assert child["PATH"] == "/bin"
    again = Settings.from_environment(child)
    assert [getattr(again, name) for name in READERS] == [getattr(settings, name) for name in READERS]


def test_the_example_file_names_every_setting_and_no_other():
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    named = set(re.findall(r"^#? ?STOCKPRESS_([A-Z_]+)=", example, flags=re.MULTILINE))
    assert named == {name.upper() for name in READERS} | {"SAMPLE_PRESS_URL", "FT_USERNAME", "FT_PASSWORD"}

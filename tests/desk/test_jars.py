"""Jars: real runs of Ivy, on modules of our own that lie where Ivy looks before it goes to the network."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_desk import jars
from stockpress_desk.folders import FolderNotWritable
from stockpress_desk.jars import JarsUnavailable, checksums, ensure_jars, read_lock, write_lock

IVY = """<ivy-module version="2.0"><info organisation="stockpress" module="jars"/>
<configurations><conf name="database"/><conf name="spark"/></configurations>
<dependencies>
<dependency org="press" name="ink" rev="{revision}" conf="database->default;spark->default"/>
</dependencies>
</ivy-module>"""
MODULE = '<ivy-module version="2.0"><info organisation="press" module="ink" revision="1.0"/></ivy-module>'
JAR = "press_ink-1.0.jar"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk_settings: Settings) -> Settings:
    """Settings with an empty jars folder, an ivy.xml that names one module, and a lock on it."""
    monkeypatch.setattr(jars, "IVY_FILE", tmp_path / "ivy.xml")
    monkeypatch.setattr(jars, "LOCK_FILE", tmp_path / "jars.lock")
    (tmp_path / "ivy.xml").write_text(IVY.format(revision="1.0"))
    lock_on(tmp_path, b"ink")
    # The next port answers nobody: what Ivy does not find at hand is absent at once.
    return desk_settings.with_environment(
        STOCKPRESS_JARS=str(tmp_path / "jars"), JAVA_TOOL_OPTIONS="-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9"
    )


def lock_on(folder: Path, content: bytes) -> None:
    """Write a lock on the one jar with *content*."""
    checksum = hashlib.sha256(content).hexdigest()
    (folder / "jars.lock").write_text(f"{checksum}  database/{JAR}\n{checksum}  spark/{JAR}\n")


def publish(settings: Settings, content: bytes) -> None:
    """Put the module where Ivy, whose user home is ours, looks first."""
    place = settings.jars / ".ivy" / ".ivy2" / "local" / "press" / "ink" / "1.0"
    for name, data in (("ivys/ivy.xml", MODULE.encode()), ("jars/ink.jar", content)):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


def test_jars_are_fetched_once_and_reported(here: Settings) -> None:
    publish(here, b"ink")
    assert ensure_jars(here, "spark") == here.jars / "spark"
    assert (here.jars / "spark" / JAR).read_bytes() == b"ink"
    assert not (here.jars / ".ivy").exists()
    assert ensure_jars(here, "spark") == here.jars / "spark"  # nothing is published any more


@pytest.mark.parametrize("harm", ["removed", "cut short", "one too many"])
def test_a_folder_that_came_to_harm_is_repaired(here: Settings, harm: str) -> None:
    folder = here.jars / "spark"
    folder.mkdir(parents=True)
    if harm != "removed":
        (folder / JAR).write_bytes(b"ink"[: 3 if harm == "one too many" else 1])
    if harm == "one too many":
        (folder / "another.jar").touch()
    publish(here, b"ink")
    ensure_jars(here, "spark")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(JAR, b"ink")]


def test_jars_that_are_not_those_of_the_lock_are_refused(here: Settings) -> None:
    publish(here, b"something else")
    with pytest.raises(JarsUnavailable, match=r"press_ink-1\.0\.jar different or absent.*--lock"):
        ensure_jars(here, "spark")
    assert {path.name for path in here.jars.iterdir()} == {".lock"}


def test_without_a_network_the_error_says_what_to_do(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "ivy.xml").write_text(IVY.format(revision="2.0"))
    with pytest.raises(JarsUnavailable, match=r"expected Ivy to fetch 1 jars.*refused.*Go online.*STOCKPRESS_JARS"):
        ensure_jars(here, "spark")
    assert not (here.jars / "spark").exists()


def test_a_folder_that_cannot_be_written_is_named(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = here.with_environment(STOCKPRESS_JARS=str(tmp_path / "file" / "jars"))
    with pytest.raises(FolderNotWritable, match=r"file/jars: expected a folder.*STOCKPRESS_JARS"):
        ensure_jars(settings, "spark")


def test_the_lock_is_made_anew_from_what_ivy_xml_names(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jars, "FOLDERS", ("database",))
    publish(here, b"new ink")
    write_lock(here)
    assert read_lock() == {"database": {JAR: hashlib.sha256(b"new ink").hexdigest()}}
    assert ensure_jars(here, "database") == here.jars / "database"


def test_the_jars_in_use_are_those_of_the_lock(desk_settings: Settings) -> None:
    for folder, locked in read_lock().items():
        assert checksums(ensure_jars(desk_settings, folder)) == locked

"""The store's database as the desk starts it: real servers, real signals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from stockpress.page import Page
from stockpress.settings import Settings
from stockpress.store import StoreUnavailable, open_store
from stockpress_desk.database import DatabaseUnavailable, answers, needs_jars, running_database
from stockpress_desk.folders import FolderNotWritable

OPEN_AND_WAIT = """
import time
from stockpress.settings import Settings
from stockpress_desk.database import running_database
with running_database(Settings.from_environment()) as uri:
    print(uri, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path, desk_settings: Settings) -> Settings:
    """Settings with a home of the test's own and no mongod on the PATH."""
    return desk_settings.with_environment(STOCKPRESS_HOME=str(tmp_path / "home"), STOCKPRESS_MONGODB_URI="", PATH="")


@pytest.fixture
def a_desk(home: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another program that has opened the database of this home."""
    command = [sys.executable, "-c", OPEN_AND_WAIT]
    with subprocess.Popen(command, env=home.child_environment(), stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None and desk.stdout.readline().startswith("mongodb://")
        yield desk
        desk.kill()


def record(settings: Settings) -> dict[str, int]:
    return json.loads((settings.home / "database.json").read_text())


def server_options(settings: Settings, path: Path) -> list[str]:
    java, jars = settings.environment["JAVA_HOME"], settings.jars / "database"
    return ["-m", "stockpress_desk.database_server", "--java", java, "--jars", str(jars), "--path", str(path)]


def await_silence(port: int) -> None:
    """Wait until the server on *port* has ended."""
    deadline = time.monotonic() + 20
    while answers(port):
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.05)


def a_page(number: int) -> Page:
    return Page(f"https://press.example/{number}", "sample_press", 2024, "article")


def save_pages(settings: Settings, uri: str, saved: list[str]) -> None:
    """Save pages until the store is gone; say in *saved* which were acknowledged."""
    with suppress(StoreUnavailable), open_store(settings.with_environment(STOCKPRESS_MONGODB_URI=uri)) as store:
        for number in range(1_000_000):
            store.save_page(a_page(number))
            saved.append(a_page(number).url)


def test_a_database_that_is_named_is_used_as_it_is(home: Settings) -> None:
    settings = home.with_environment(STOCKPRESS_MONGODB_URI="mongodb://db.example:27017")
    with running_database(settings) as uri:
        assert uri == "mongodb://db.example:27017"
    assert not home.home.exists()
    assert not needs_jars(settings)


def test_the_database_ends_with_its_user_and_keeps_what_it_was_given(home: Settings) -> None:
    for _ in range(2):
        with running_database(home) as uri, open_store(home.with_environment(STOCKPRESS_MONGODB_URI=uri)) as store:
            store.save_page(a_page(1))
            port = record(home)["port"]
        assert not answers(port)
        assert not (home.home / "database.json").exists()
    with running_database(home) as uri, open_store(home.with_environment(STOCKPRESS_MONGODB_URI=uri)) as store:
        assert set(store.pages("sample_press", 2024)) == {a_page(1).url}


def test_a_killed_database_has_lost_nothing_that_it_acknowledged(home: Settings) -> None:
    saved: list[str] = []
    with running_database(home) as uri:
        writer = threading.Thread(target=save_pages, args=(home, uri, saved))
        writer.start()
        while len(saved) < 50:
            time.sleep(0.01)
        os.kill(record(home)["pid"], signal.SIGKILL)
        writer.join()
    with running_database(home) as uri, open_store(home.with_environment(STOCKPRESS_MONGODB_URI=uri)) as store:
        kept = store.pages("sample_press", 2024)
        assert set(saved) <= set(kept)
        for url in kept:  # none of them is there by half
            store.save_page(kept[url])
        assert len(store.pages("sample_press", 2024)) == len(kept)


def test_two_that_start_at_once_share_one_database(home: Settings) -> None:
    seen: list[tuple[str, int]] = []
    together = threading.Barrier(2)

    def use() -> None:
        with running_database(home) as uri:
            together.wait(timeout=60)
            seen.append((uri, record(home)["pid"]))

    users = [threading.Thread(target=use) for _ in range(2)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_the_database_stays_for_others_when_its_starter_is_killed(
    home: Settings, a_desk: subprocess.Popen[str]
) -> None:
    with running_database(home) as uri:
        a_desk.kill()
        a_desk.wait()
        time.sleep(0.3)  # the server looks for its users every tenth of a second
        port = record(home)["port"]
        assert uri == f"mongodb://127.0.0.1:{port}/"
        assert answers(port)
    await_silence(port)


def test_a_killed_desk_leaves_no_database_behind(home: Settings, a_desk: subprocess.Popen[str]) -> None:
    port = record(home)["port"]
    a_desk.kill()
    await_silence(port)


@pytest.mark.parametrize("pid", ["of nobody", "of somebody else"])
def test_a_stale_record_is_replaced(home: Settings, pid: str) -> None:
    home.home.mkdir()
    with socket.socket() as unanswering:
        unanswering.bind(("127.0.0.1", 0))
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        stale = {"pid": ended.pid if pid == "of nobody" else os.getpid(), "port": unanswering.getsockname()[1]}
        (home.home / "database.json").write_text(json.dumps(stale))
        with running_database(home):
            assert record(home) != stale
            assert answers(record(home)["port"])


def test_a_home_that_cannot_be_written_is_named(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = home.with_environment(STOCKPRESS_HOME=str(tmp_path / "file" / "home"))
    with (
        pytest.raises(FolderNotWritable, match=r"file/home: expected a folder.*STOCKPRESS_HOME"),
        running_database(settings),
    ):
        pass


def test_data_that_another_server_has_open_is_named(home: Settings) -> None:
    command = [sys.executable, *server_options(home, home.home / "database")]
    with subprocess.Popen(command, env=home.child_environment(), stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline().startswith("mongodb://")
        with (
            pytest.raises(DatabaseUnavailable, match=r"store\.mv.*another database server has it open"),
            running_database(home),
        ):
            pass
        other.terminate()
    assert other.returncode == 0


def test_a_port_that_is_taken_is_named(home: Settings, tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = str(listening.getsockname()[1])
        command = [sys.executable, *server_options(home, tmp_path / "database"), "--port", port]
        ended = subprocess.run(
            command, env=home.child_environment(), capture_output=True, text=True, check=False, timeout=60
        )
    assert ended.returncode == 1
    assert f"port {port}: expected it free" in ended.stderr


def test_a_mongod_on_the_path_is_started_and_ended(home: Settings, tmp_path: Path) -> None:
    """The stand-in takes mongod's options and serves by the embedded server."""
    options = " ".join(server_options(home, Path("$2")))
    mongod = tmp_path / "bin" / "mongod"
    mongod.parent.mkdir()
    mongod.write_text(
        f'#!/bin/sh\n[ "$1$3$5$6" = "--dbpath--port--bind_ip127.0.0.1" ] && exec {sys.executable} {options} --port $4\n'
    )
    mongod.chmod(0o755)
    settings = home.with_environment(PATH=str(mongod.parent))
    assert not needs_jars(settings)
    with running_database(settings) as uri, open_store(settings.with_environment(STOCKPRESS_MONGODB_URI=uri)) as store:
        store.save_page(a_page(1))
        port = record(settings)["port"]
    assert not answers(port)
    assert (home.home / "mongod" / "store.mv").exists()
    assert not (home.home / "database").exists()

    shutil.rmtree(mongod.parent)
    with (
        pytest.raises(DatabaseUnavailable, match="expected the mongod that wrote this data"),
        running_database(settings),
    ):
        pass


def test_a_home_with_the_embedded_servers_data_stays_with_it(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "mongod").touch(mode=0o755)
    (home.home / "database").mkdir(parents=True)
    assert needs_jars(home.with_environment(PATH=str(tmp_path)))


def test_the_errors_are_such_that_the_console_program_prints_them() -> None:
    assert issubclass(DatabaseUnavailable, click.ClickException)
    assert issubclass(FolderNotWritable, click.ClickException)

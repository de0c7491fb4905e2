"""The store's database on this machine: found, started, shared and ended. What it holds is stockpress.store's.

Which one: the one that STOCKPRESS_MONGODB_URI names; else the one of this home that runs already; else a real mongod
found on the PATH; else the embedded server. The last two run while somebody uses them (see database_server.py).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from stockpress.settings import Settings
from stockpress_desk.file_lock import Share, held
from stockpress_desk.folders import require_writable
from stockpress_desk.jars import ensure_jars
from stockpress_desk.java import find_java

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
END_SECONDS = 20
# A whole {ping: 1, $db: "admin"} in MongoDB's wire protocol (OP_MSG, number 2013).
PING = bytes.fromhex("33000000 01000000 00000000 dd070000 00000000 00 1e000000") + (
    b"\x10ping\0\1\0\0\0\x02$db\0\6\0\0\0admin\0\0"
)


class DatabaseUnavailable(click.ClickException):
    """The database cannot be started; says what was expected, what was found and what to do."""


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """Yield the address of a database that runs; one that was started here ends with its last user.

    What is acknowledged is on the disk, even where the server is killed the moment after. Raises DatabaseUnavailable
    where none can be started.
    """
    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri
        return
    home = settings.home
    require_writable(home, "STOCKPRESS_HOME")
    with held(home / "database.start", patience=2 * START_SECONDS):
        share = Share(home / "database.users")
        try:
            started, port = _reach(settings)
        except BaseException:
            share.close()
            raise
    try:
        yield f"mongodb://127.0.0.1:{port}/"
    finally:
        with held(home / "database.start"):
            _leave(share, started)


def needs_jars(settings: Settings) -> bool:
    """Say whether the database is the embedded server, which is made of jars."""
    return settings.mongodb_uri is None and _mongod(settings) is None


def _reach(settings: Settings) -> tuple[subprocess.Popen[bytes] | None, int]:
    """Return the port of this home's database, and its process where it had to be started."""
    record = settings.home / "database.json"
    port = _running_port(record)
    if port is not None:
        return None, port
    record.unlink(missing_ok=True)
    return _start(settings, record)


def _leave(share: Share, started: subprocess.Popen[bytes] | None) -> None:
    """Give up the share; wait for the end of the server where it was ours and nobody else uses it."""
    last = share.is_only_one()
    share.close()
    if started is None:
        return
    if last:
        _end(started)
    else:
        started.returncode = 0  # left to its other users, the last of whom ends it


def _running_port(record: Path) -> int | None:
    """Return the port in *record* if the process that wrote it lives and answers there."""
    try:
        facts = json.loads(record.read_text())
        os.kill(facts["pid"], 0)
    except (FileNotFoundError, json.JSONDecodeError, ProcessLookupError, PermissionError):
        return None
    return facts["port"] if answers(facts["port"]) else None


def answers(port: int) -> bool:
    """Say whether something on *port* of this machine answers a ping in MongoDB's protocol."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(PING)
            return b"\x01ok\0" in connection.recv(4096)
    except OSError:
        return False


def _start(settings: Settings, record: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server in a session of its own, out of reach of Ctrl-C, and wait until it answers."""
    log = settings.home / "database.log"
    command = [
        *(sys.executable, "-m", "stockpress_desk.database_server", *_server_options(settings)),
        *("--record", str(record), "--users", str(settings.home / "database.users")),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=settings.child_environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return process, _await_port(process, record, log)
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server; kill it, which loses nothing, where that takes too long."""
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _server_options(settings: Settings) -> list[str]:
    """Return the server's options: mongod's or the embedded one's."""
    mongod = _mongod(settings)
    if mongod is not None:
        return ["--mongod", mongod, "--path", str(settings.home / "mongod"), "--port", str(_free_port())]
    jars = ensure_jars(settings, "database")
    return ["--java", str(find_java(settings)), "--jars", str(jars), "--path", str(settings.home / "database")]


def _mongod(settings: Settings) -> str | None:
    """Return the mongod to run, None for the embedded server; a home stays with the one that wrote its data."""
    if (settings.home / "database").exists():
        return None
    found = shutil.which("mongod", path=settings.environment.get("PATH"))
    own = settings.home / "mongod"
    if found is None and own.exists():
        raise DatabaseUnavailable(
            f"{own}: expected the mongod that wrote this data on the PATH, found none; install it again, set"
            " STOCKPRESS_MONGODB_URI, or set STOCKPRESS_HOME to another folder to begin anew"
        )
    return found


def _await_port(process: subprocess.Popen[bytes], record: Path, log: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None:
        port = _running_port(record)
        if port is not None:
            return port
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"the database: expected it to answer within {START_SECONDS} s, found that it does not; {log} may say"
                " why; run the same command again"
            )
        time.sleep(0.05)
    told = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
    raise DatabaseUnavailable(f"the database ended with {process.returncode} while it started: {told[-1]} (in {log})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

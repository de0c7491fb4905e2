"""The program that keeps the embedded database: ``python -m stockpress_desk.database_server --help``.

It runs mongo-java-server over H2's store in a Java of its own, or watches over a real mongod, for as long as somebody
uses it: its users share the lock of a file, and when nobody holds that any more, it ends. Who starts it: database.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import jpype

from stockpress_desk.durable_backend import durable_backend, open_store
from stockpress_desk.file_lock import try_alone


@click.command()
@click.option("--path", required=True, type=click.Path(path_type=Path), help="The folder of the data.")
@click.option("--port", default=0, help="The port on 127.0.0.1; 0 takes a free one (not for mongod).")
@click.option("--java", type=click.Path(path_type=Path), help="The home of a Java 17.")
@click.option("--jars", type=click.Path(path_type=Path), help="The folder of the server's jars.")
@click.option("--mongod", type=click.Path(path_type=Path), help="A mongod to run instead.")
@click.option("--record", type=click.Path(path_type=Path), help="A file to tell the pid and the port in.")
@click.option("--users", type=click.Path(path_type=Path), help="End when nobody shares this file's lock.")
def main(
    path: Path,
    port: int,
    java: Path | None,
    jars: Path | None,
    mongod: Path | None,
    record: Path | None,
    users: Path | None,
) -> None:
    """Serve a database until SIGTERM, SIGINT, or until its last user is gone."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    path.mkdir(parents=True, exist_ok=True)
    if mongod is not None:
        server = _mongod(mongod, path, port, ended)
    elif java is not None and jars is not None:
        server = _embedded(java, jars, path, port, ended)
    else:
        raise click.UsageError("expected --java and --jars, or --mongod, found neither")
    with server as bound_port:
        if record is not None:
            _write(record, {"pid": os.getpid(), "port": bound_port})
        click.echo(f"mongodb://127.0.0.1:{bound_port}/")
        try:
            _wait(ended, users)
        finally:
            if record is not None:
                record.unlink(missing_ok=True)


@contextmanager
def _embedded(java: Path, jars: Path, path: Path, port: int, ended: threading.Event) -> Iterator[int]:
    """Run mongo-java-server in this process; yield its port. A failed commit sets *ended* and exits."""
    library = next(java.glob("lib/server/libjvm.*"), None)
    if library is None:
        sys.exit(f"{java}: expected a Java with lib/server/libjvm, found none; correct JAVA_HOME or unset it")
    # -Xrs leaves the signals to Python; slf4j has nothing to write to and would say so.
    options = [
        "-Xmx512m",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+UseSerialGC",
        "-Xrs",
        "-Dslf4j.internal.verbosity=ERROR",
    ]
    jpype.startJVM(str(library), *options, classpath=[f"{jars}/*"], convertStrings=False)
    failures: list[str] = []

    def failed(cause: str) -> None:
        failures.append(cause)
        ended.set()

    file = path / "store.mv"
    store = _open_store(file)
    server = jpype.JClass("de.bwaldvogel.mongo.MongoServer")(durable_backend(store, failed))
    try:
        server.bind("127.0.0.1", port)
    except jpype.JException as error:
        server.shutdownNow()
        sys.exit(f"port {port}: expected it free for the embedded database, found: {error}; choose another")
    try:
        yield int(server.getLocalAddress().getPort())
    finally:
        server.shutdown()
        store.close()
    if failures:
        sys.exit(f"{file}: expected to write it, found: {failures[0]}; make room on the disk and start again")


def _open_store(file: Path) -> Any:
    """Open H2's store; exit with what to do where that fails."""
    try:
        return open_store(str(file))
    except jpype.JException as error:
        locked = "locked" in str(error)
        remedy = (
            "another database server has it open: end that one"
            if locked
            else "correct the permissions or the disk, or set STOCKPRESS_HOME to another folder"
        )
        sys.exit(f"{file}: expected to open the embedded database's file, found: {error}; {remedy}")


@contextmanager
def _mongod(program: Path, path: Path, port: int, ended: threading.Event) -> Iterator[int]:
    """Run a real mongod beside this process; yield its port. Its end sets *ended*."""
    command = [str(program), "--dbpath", str(path), "--port", str(port), "--bind_ip", "127.0.0.1"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def _write(record: Path, facts: dict[str, int]) -> None:
    """Write the record at once, so that nobody reads half of it."""
    partial = record.with_suffix(".partial")
    partial.write_text(json.dumps(facts))
    partial.replace(record)


def _wait(ended: threading.Event, users: Path | None) -> None:
    """Wait for a signal, or for the users to be gone; keep their lock then, so that no new one comes in between."""
    if users is None:
        ended.wait()
        return
    lock = os.open(users, os.O_RDWR | os.O_CREAT)  # closed by the end of the process
    while not ended.wait(0.1) and not try_alone(lock):
        pass


if __name__ == "__main__":
    main()

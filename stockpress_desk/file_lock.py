"""Locks between processes: a file that is held. The system frees them when a process dies, however it dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class LockBusy(click.ClickException):
    """Another process holds the lock for longer than anybody should; says which file and what to do."""


@contextmanager
def held(path: Path, patience: float = 600.0) -> Iterator[None]:
    """Hold *path* alone, waiting for *patience* seconds at most; raise LockBusy after that."""
    with path.open("a") as file:
        _acquire(file.fileno(), fcntl.LOCK_EX, path, patience)
        yield


class Share:
    """A share in *path*, which many may have at once; raise LockBusy where somebody holds it alone."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        self._file = path.open("a")
        try:
            _acquire(self._file.fileno(), fcntl.LOCK_SH, path, patience)
        except BaseException:
            self._file.close()
            raise

    def is_only_one(self) -> bool:
        """Say whether nobody else has a share; if so, nobody gets one until this one is closed."""
        return try_alone(self._file.fileno())

    def close(self) -> None:
        """Give the share back."""
        self._file.close()


def try_alone(descriptor: int) -> bool:
    """Take the lock of an open file alone if that is possible now, and say whether it was."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _acquire(descriptor: int, operation: int, path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise LockBusy(
                    f"{path}: expected it free within {patience:.0f} s, found it held by another process of the desk;"
                    " wait for that process, or end it"
                ) from error
        time.sleep(0.05)

"""Searches everything that a run leaves behind for what nobody may read: passwords, cookies, keys."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from types import TracebackType

import dagster as dg
import psutil

from stockpress.settings import Settings
from stockpress.store import open_store


class CommandLines:
    """Notes the command lines of all programs that run below this one while the block lasts."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> CommandLines:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        ourselves = psutil.Process(os.getpid())
        while not self._ended.wait(0.1):
            for program in ourselves.children(recursive=True):
                try:
                    self.seen.add(" ".join(program.cmdline()))
                except psutil.Error:
                    continue  # it has ended


def told_by_dagster(instance: dg.DagsterInstance) -> str:
    """Return all that the runs of an instance left in its logs, their configuration and tags included."""
    runs = instance.get_runs()
    return "\n".join(str(entry) for run in runs for entry in instance.all_logs(run.run_id)) + repr(
        [(run.tags, run.run_config) for run in runs]
    )


def kept_in_store(settings: Settings) -> str:
    """Return all that the store holds, as text."""
    with open_store(settings) as store:
        database = store._database
        return repr({name: list(database[name].find({})) for name in database.list_collection_names()})


def found_in(secrets: Iterable[str], texts: dict[str, str]) -> list[str]:
    """Return where a secret stands, by the text's name; with the secret's first characters alone."""
    return [f"{secret[:4]}... in {name}" for secret in secrets for name, text in texts.items() if secret in text]

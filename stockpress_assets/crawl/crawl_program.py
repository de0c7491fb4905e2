"""Starts the crawl program for one source and year and listens to it through Dagster Pipes while it runs."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster._core.pipes.context import build_external_execution_context_data

from stockpress.settings import Settings

NO_COUNTS: Mapping[str, Any] = {"found": 0, "fetched": 0, "failed": {}, "unread_sitemaps": {}}


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a crawl of one source and year came to; ``error`` says why it could not be finished."""

    source: str
    year: int
    counts: Mapping[str, Any] = field(default_factory=lambda: dict(NO_COUNTS))
    session_renewed: bool = False
    error: str | None = None


def run_crawl(context: dg.AssetExecutionContext, settings: Settings, source: str, year: int) -> Crawl:
    """Run the crawl program to its end; its log lines appear in the run's log as they come.

    A run that is terminated asks the program to stop and waits for it: what it saved is kept.
    """
    command = [sys.executable, "-m", "stockpress_spiders", source, str(year)]
    with _pipes(context) as session:
        process = subprocess.Popen(command, env={**settings.child_environment(), **session.get_bootstrap_env_vars()})
        try:
            process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            raise
    return _crawl(source, year, session.get_custom_messages(), process.returncode)


@contextmanager
def _pipes(context: dg.AssetExecutionContext) -> Iterator[dg.PipesSession]:
    """Open a Pipes session as dg.open_pipes_session does, but for a step that need not yield an output."""
    reader = dg.PipesTempFileMessageReader()
    handler = dg.PipesMessageHandler(context, reader)
    data = build_external_execution_context_data(context, extras=None)
    injected = dg.PipesTempFileContextInjector().inject_context(data)
    with injected as context_parameters, handler.handle_messages() as message_parameters:
        yield dg.PipesSession(data, handler, context_parameters, message_parameters, context)


def _crawl(source: str, year: int, messages: Sequence[Any], returncode: int) -> Crawl:
    last = next((message for message in reversed(messages) if "counts" in message), {})
    error = last.get("error")
    if returncode != 0 and error is None:
        error = (
            f"the crawl program ended with {returncode} before it could say why; its last lines are in the run's stderr"
        )
    return Crawl(
        source=source,
        year=year,
        counts=last.get("counts", dict(NO_COUNTS)),
        session_renewed=any("session_renewed" in message for message in messages),
        error=error,
    )

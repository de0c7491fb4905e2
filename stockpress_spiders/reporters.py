"""Who a crawl tells how it goes: a Dagster run through Pipes, a person at a terminal, or a log file."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from datetime import datetime
from typing import Any, Protocol

from dagster_pipes import PipesContext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from stockpress_spiders.counts import Counts

# Libraries that speak of what is counted by reason anyway.
COUNTED_ANYWAY = ("trafilatura", "htmldate", "courlan", "readability", "scrapy.core.downloader.handlers.http11")
COUNTED_ANYWAY += ("scrapy.downloadermiddlewares.robotstxt", "scrapy.downloadermiddlewares.httpcompression")


class Reporter(Protocol):
    """Is told how a crawl goes. Nothing that it is told is secret."""

    def progress(self, source: str, year: int, counts: Counts) -> None:
        """Tell how far the crawl is."""

    def session_renewed(self, source: str, expires: datetime) -> None:
        """Tell that a new session was obtained."""

    def warn(self, text: str) -> None:
        """Tell what a person may want to look at."""

    def end(self, source: str, year: int, counts: Counts, error: str | None) -> None:
        """Tell what the crawl came to, and why it ended early if it did."""

    def is_gone(self) -> bool:
        """Say whether nobody waits for the crawl any more."""
        ...


class LineReporter:
    """Prints lines on standard output, warnings on standard error."""

    def progress(self, source: str, year: int, counts: Counts) -> None:
        """Print a line."""
        print(progress_line(source, year, counts), flush=True)

    def session_renewed(self, source: str, expires: datetime) -> None:
        """Print a line."""
        print(renewed_line(source, expires), flush=True)

    def warn(self, text: str) -> None:
        """Print a line."""
        print(text, file=sys.stderr, flush=True)

    def end(self, source: str, year: int, counts: Counts, error: str | None) -> None:
        """Print the counts; the error is left to the program that ends with it."""
        print(end_line(source, year, counts), flush=True)

    def is_gone(self) -> bool:
        """Say no: a crawl started by hand may outlive its shell."""
        return False


class BarReporter(LineReporter):
    """Draws a bar on a terminal."""

    def __init__(self) -> None:
        self._console = Console()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task: TaskID | None = None

    def progress(self, source: str, year: int, counts: Counts) -> None:
        """Move the bar."""
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("")
        text = f"{source} {year}: {counts.new} new"
        self._bar.update(self._task, description=text, total=counts.found or None, completed=counts.reached)

    def session_renewed(self, source: str, expires: datetime) -> None:
        """Print a line above the bar."""
        self._console.print(renewed_line(source, expires))

    def warn(self, text: str) -> None:
        """Print a line above the bar."""
        self._console.print(text, markup=False)

    def end(self, source: str, year: int, counts: Counts, error: str | None) -> None:
        """Take the bar away and print the counts."""
        self._bar.stop()
        self._console.print(end_line(source, year, counts), highlight=False)


class PipesReporter:
    """Tells the Dagster run that started the program."""

    def __init__(self, pipes: PipesContext) -> None:
        self._pipes = pipes
        self._parent = os.getppid()

    def progress(self, source: str, year: int, counts: Counts) -> None:
        """Log a line in the run."""
        self._pipes.log.info(progress_line(source, year, counts))

    def session_renewed(self, source: str, expires: datetime) -> None:
        """Log a line in the run and report when the session ends."""
        self._pipes.log.info(renewed_line(source, expires))
        self._pipes.report_custom_message({"session_renewed": {"source": source, "expires": expires.isoformat()}})

    def warn(self, text: str) -> None:
        """Log a warning in the run."""
        self._pipes.log.warning(text)

    def end(self, source: str, year: int, counts: Counts, error: str | None) -> None:
        """Report the counts, and the error if there was one."""
        message: dict[str, Any] = {"source": source, "year": year, "counts": counts.as_dict()}
        self._pipes.log.info(end_line(source, year, counts))
        self._pipes.report_custom_message(message if error is None else {**message, "error": error})

    def is_gone(self) -> bool:
        """Say whether the run that started the program has ended, so that another run may crawl the source."""
        return os.getppid() != self._parent


class ReporterHandler(logging.Handler):
    """Hands warnings of the libraries to a reporter."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(logging.WARNING)
        self._reporter = reporter

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on one record."""
        self._reporter.warn(self.format(record))


def listen(reporter: Reporter) -> None:
    """Hand what the libraries warn of to *reporter*, and nothing of what is counted anyway."""
    root = logging.getLogger()
    root.addHandler(ReporterHandler(reporter))
    root.setLevel(logging.WARNING)
    for name in COUNTED_ANYWAY:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def progress_line(source: str, year: int, counts: Counts) -> str:
    """Return how far a crawl is, on one line."""
    return f"{source} {year}: {counts.reached} of {counts.found} pages, {counts.new} new"


def renewed_line(source: str, expires: datetime) -> str:
    """Return that a session was obtained, on one line."""
    return f"{source}: signed in, the session ends {expires:%Y-%m-%d %H:%M} UTC"


def end_line(source: str, year: int, counts: Counts) -> str:
    """Return what a crawl came to, on one line."""
    numbers = counts.as_dict()
    names = ("known", "new", "changed", "unchanged", "duplicates", "withdrawn", "not_reached")
    parts = [f"{numbers[name]} {name.replace('_', ' ')}" for name in names if numbers[name]]
    parts += [f"{count} failed ({reason})" for reason, count in numbers["failed"].items()]
    unread = Counter(numbers["unread_sitemaps"].values())
    parts += [f"{count} of its archive's parts unread ({reason})" for reason, count in sorted(unread.items())]
    told = f": {', '.join(parts)}" if parts else ""
    return f"{source} {year}: {counts.found} pages found{told} in {numbers['seconds']} s"

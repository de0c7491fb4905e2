"""Setting the desk up: what it needs beside its packages is looked for, fetched where absent, and reported.

Each part knows itself how it is had (java, jars, browser); here is only their order, the progress and the session key.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from cryptography.fernet import Fernet
from rich.console import Console
from rich.markup import escape

from stockpress.settings import Settings
from stockpress_desk.browser import install_chromium
from stockpress_desk.database import needs_jars
from stockpress_desk.folders import require_writable
from stockpress_desk.jars import ensure_jars, read_lock
from stockpress_desk.java import VERSION, find_java
from stockpress_desk.watched_program import Report


class SessionKeyLost(click.ClickException):
    """The file of the session key holds none; says which file and what to do."""


def set_up(settings: Settings, console: Console | None = None) -> None:
    """Fetch what is not there yet; say what is done and, at the end, what the desk runs on.

    Raises FolderNotWritable, JarsUnavailable, BrowserUnavailable or InvalidSetting with what to do.
    """
    shown = console or Console()
    require_writable(settings.home, "STOCKPRESS_HOME")
    jars = 0
    for folder in ("database", "spark"):
        if folder == "spark" or needs_jars(settings):
            locked = len(read_lock()[folder])
            with _reporting(shown, f"Jars of {folder}", locked) as report:
                ensure_jars(settings, folder, report)
            jars += locked
    with _reporting(shown, "Browser") as report:
        chromium = install_chromium(settings, report)
    session_keys(settings)
    shown.print(
        f"Set up: Java {VERSION} in {find_java(settings)}, {jars} jars in {settings.jars}, browser {chromium}.",
        highlight=False,
        soft_wrap=True,
    )


def session_keys(settings: Settings) -> tuple[str, ...]:
    """Return the Fernet keys that seal sessions: the settings', else the one in the desk's home, made where absent."""
    if settings.session_keys:
        return settings.session_keys
    path = settings.home / "session.keys"
    if not path.exists():
        require_writable(settings.home, "STOCKPRESS_HOME")
        _make_key(path)
    keys = tuple(path.read_text().replace(",", " ").split())
    if not keys:
        raise SessionKeyLost(
            f"{path}: expected a Fernet key, found an empty file; remove it to have one made (sessions that are stored"
            " are then obtained anew)"
        )
    return keys


def _make_key(path: Path) -> None:
    """Write a new key that only its owner may read; leave the one that another process made meanwhile."""
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".session.keys-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(Fernet.generate_key().decode() + "\n")
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(partial)


@contextmanager
def _reporting(console: Console, title: str, total: int | None = None) -> Iterator[Report]:
    """Show what a step is at: a moving line on a terminal, a line for each thing elsewhere."""
    numbers = itertools.count(1)

    def line(what: str) -> str:
        return f"{title}: fetching {what} ({next(numbers)} of {total})" if total else f"{title}: {what}"

    if not console.is_terminal:
        yield lambda what: console.print(line(what), highlight=False, markup=False, soft_wrap=True)
        return
    with console.status(f"{title} ...") as status:
        yield lambda what: status.update(escape(line(what)))

"""The desk on one machine: the store, the sample press and the settings that the desk's programs are started with."""

from __future__ import annotations

import ctypes
import hmac
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import click

from stockpress.settings import Settings
from stockpress_desk.browser import find_chromium
from stockpress_desk.database import running_database
from stockpress_desk.java import find_java
from stockpress_desk.setup import session_keys
from stockpress_spiders.sources import load_sources

ROOT = Path(__file__).parent.parent


@contextmanager
def open_desk(settings: Settings) -> Iterator[Settings]:
    """Start the store and yield the settings that the desk's programs run with; stop what was started at the end."""
    dagster_home = settings.home / "dagster"
    dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "dagster.yaml", dagster_home / "dagster.yaml")
    with running_database(settings) as uri:
        yield settings.with_environment(
            STOCKPRESS_MONGODB_URI=uri,
            STOCKPRESS_SESSION_KEYS=",".join(session_keys(settings)),
            STOCKPRESS_CHROMIUM=find_chromium(settings) or "",
            DAGSTER_HOME=str(dagster_home),
            JAVA_HOME=str(find_java(settings)),
        )


@contextmanager
def open_sample_press(settings: Settings) -> Iterator[Settings]:
    """Start the embedded publisher, or use the one that this desk runs already; yield settings that can sign in there.

    Its one subscriber's password is derived from the desk's session key, so that every command of a desk knows it.
    """
    url = settings.home_of("sample_press", load_sources()["sample_press"].home)
    ours = {
        "STOCKPRESS_SAMPLE_PRESS_URL": url,
        "STOCKPRESS_SAMPLE_PRESS_USERNAME": "reader@stockpress.example",
        "STOCKPRESS_SAMPLE_PRESS_PASSWORD": _derived_password(settings),
    }
    subscribed = settings.with_environment(
        **{name: settings.environment.get(name, value) for name, value in ours.items()}
    )
    if _is_sample_press(url):
        yield subscribed
        return
    port = urlsplit(url).port or 80
    require_free_port(port, "STOCKPRESS_SAMPLE_PRESS_URL", "the sample press")
    command = [sys.executable, "-m", "stockpress_spiders.sample_press", "--port", str(port)]
    with running(command, subscribed) as press:
        _await_port(port, press, "the sample press")
        yield subscribed


def _derived_password(settings: Settings) -> str:
    return hmac.digest(settings.require_session_keys()[0].encode(), b"sample press", "sha256").hex()[:16]


def _is_sample_press(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/robots.txt", timeout=2) as answer:
            return "The Sample Press" in answer.read(4096).decode(errors="replace")
    except OSError:
        return False


@contextmanager
def running(
    command: list[str], settings: Settings, output: int | None = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside the desk and end it, and all that it started, with the block."""
    process = subprocess.Popen(
        command,
        env=settings.child_environment(),
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        stdout=output,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], patience: float = 20.0) -> None:
    """Ask a program's process group to end; kill what is left after *patience* seconds."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def require_free_port(port: int, variable: str, what: str) -> None:
    """Raise ClickException where something listens on *port* of this machine already."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.ClickException(
                f"port {port}: expected it free for {what}, found something listening; stop that, or choose another"
                f" port with {variable}"
            )


def _end_with_parent() -> None:
    """Ask Linux to end this process when the desk is killed (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _await_port(port: int, process: subprocess.Popen[bytes], what: str, patience: float = 30.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise click.ClickException(f"{what} ended with {process.returncode} while it started; see the lines above")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise click.ClickException(f"{what}: expected it to listen on port {port} within {patience:.0f} s, found nothing")

"""Programs that a command of the desk starts: they end with it, however it ends. Which ones, the desk knows."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from stockpress.settings import Settings

ROOT = Path(__file__).parent.parent


@contextmanager
def running(command: list[str], settings: Settings, log: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside the desk and end it, and all that it started, with the block; *log* takes what it writes."""
    output = log.open("ab") if log else None
    process = subprocess.Popen(
        command,
        env=settings.child_environment(),
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        stdout=output,
        stderr=output,
    )
    try:
        yield process
    finally:
        _end(process)
        if output is not None:
            output.close()


def _end(process: subprocess.Popen[bytes], patience: float = 20.0) -> None:
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


def await_port(port: int, process: subprocess.Popen[bytes], what: str, patience: float = 30.0) -> None:
    """Wait until *process* listens on *port* of this machine; raise ClickException where it ends or takes too long."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise click.ClickException(f"{what} ended with {process.returncode} while it started; its log says why")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise click.ClickException(f"{what}: expected it to listen on port {port} within {patience:.0f} s, found nothing")

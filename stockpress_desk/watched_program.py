"""Running a program that downloads: its lines passed on as they come, and an end to it once it has gone silent."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

Report = Callable[[str], None]
# What programs colour their lines with for a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def run_watched(
    command: list[str], environment: Mapping[str, str], silence: float, report: Report = lambda line: None
) -> tuple[int, list[str]]:
    """Run *command* and return its exit code and its lines; kill it, and what it started, after *silence* seconds.

    The lines are those of stdout and stderr together, without colours and without empty ones.
    """
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    lines = []
    with process:
        try:
            for line in _lines(process, silence):
                lines.append(line)
                report(line)
        finally:
            if process.poll() is None:
                _kill_group(process)
    return process.returncode, lines


def _lines(process: subprocess.Popen[bytes], silence: float) -> Iterator[str]:
    """Yield the lines of a program until its output ends or it has printed nothing for *silence* seconds."""
    assert process.stdout is not None
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(silence):
            chunk = os.read(process.stdout.fileno(), 65536)
            *whole, rest = re.split(rb"[\r\n]+", rest + chunk)
            yield from _texts([*whole, *([] if chunk else [rest])])
            if not chunk:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=silence)
                return
    yield from _texts([rest])
    yield f"ended after {silence:.0f} s of silence"


def _texts(lines: list[bytes]) -> Iterator[str]:
    texts = (COLOURS.sub("", line.decode(errors="replace")).strip() for line in lines)
    return (text for text in texts if text)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)

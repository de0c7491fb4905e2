"""Programs that download: heard line by line, and ended once they have gone silent."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from stockpress_desk.watched_program import run_watched


def run_python(text: str, silence: float = 30.0) -> tuple[int, list[str]]:
    return run_watched([sys.executable, "-c", text], dict(os.environ), silence)


def test_the_lines_of_a_program_are_passed_on_without_colours() -> None:
    reported: list[str] = []
    text = r"import sys; print('\x1b[2mone\x1b[22m\n\n 10%\r20%'); print('last', end='', file=sys.stderr); sys.exit(3)"
    code, lines = run_watched([sys.executable, "-c", text], dict(os.environ), 30.0, reported.append)
    assert code == 3
    assert sorted(lines) == ["10%", "20%", "last", "one"]
    assert reported == lines


def test_a_silent_program_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = f"import time; time.sleep(2); open({str(tmp_path / 'still there')!r}, 'w')"
    starts_it = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}])"
    text = f"{starts_it}; print('hi', flush=True); time.sleep(60)"
    began = time.monotonic()
    code, lines = run_python(text, silence=1.0)
    assert time.monotonic() - began < 20
    assert code != 0
    assert lines == ["hi", "ended after 1 s of silence"]
    time.sleep(1.5)
    assert not (tmp_path / "still there").exists()

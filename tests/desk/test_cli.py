"""The console program: what it starts ends with it, and what a person can mend is one line that says how."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_desk.cli import main
from stockpress_desk.desk import open_sample_press
from stockpress_desk.programs import running
from tests.core.test_article import ARTICLE
from tests.core.test_store import summary_of


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the console program as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "stockpress_desk", *arguments],
        env={**settings.child_environment(), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_lists_the_commands():
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(command in shown for command in ("demo", "ui", "crawl", "backfill", "status", "show", "setup"))


def test_an_unknown_source_is_answered_with_those_there_are(settings: Settings):
    done = run(settings, "crawl", "nobody", "2024")
    assert done.returncode == 1
    assert "source nobody: expected one of" in done.stderr and "sample_press" in done.stderr


def test_status_and_show_tell_what_the_store_holds(settings: Settings, store: Store):
    store.save_article(ARTICLE)
    store.save_summaries([summary_of(ARTICLE)])
    shown = run(settings, "status").stdout
    assert "press" in shown and "2025" in shown
    assert "Acme expects more." in run(settings, "show", "press", "2025").stdout
    nothing = run(settings, "show", "press", "1999")
    assert nothing.returncode == 1 and "stockpress backfill press 1999" in nothing.stderr


def test_a_store_that_is_down_is_one_line(settings: Settings):
    done = run(settings.with_environment(STOCKPRESS_MONGODB_URI="mongodb://127.0.0.1:9/"), "status")
    assert done.returncode == 1
    assert "127.0.0.1:9 does not answer" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_one_line(settings: Settings, tmp_path: Path):
    tmp_path.chmod(0o500)
    done = run(settings.with_environment(STOCKPRESS_HOME=str(tmp_path / "home")), "status")
    assert done.returncode == 1 and "STOCKPRESS_HOME" in done.stderr and "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_one_line_that_names_the_option(settings: Settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(settings, "ui", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1 and "choose another port with --port" in done.stderr


def test_a_home_that_is_a_file_is_one_line(settings: Settings, tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = run(settings.with_environment(STOCKPRESS_HOME=str(tmp_path / "file")), "status")
    assert done.returncode == 1 and "STOCKPRESS_HOME" in done.stderr and "Traceback" not in done.stderr


def test_a_second_command_uses_the_sample_press_that_runs(settings: Settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings.home.mkdir(parents=True)
    moved = settings.with_environment(STOCKPRESS_SAMPLE_PRESS_URL=url)
    with open_sample_press(moved) as first, open_sample_press(moved) as second:
        assert first.credentials("sample_press") == second.credentials("sample_press")
        assert first.home_of("sample_press", "") == url


def test_a_program_and_what_it_started_end_with_the_block(settings: Settings):
    sleep = "import time; time.sleep(600)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{sleep}']).wait()"
    with running([sys.executable, "-c", code], settings) as program:
        children = _children(program.pid)
    assert program.returncode == -signal.SIGTERM
    _gone(children)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_program_ends_when_the_desk_is_killed(settings: Settings, tmp_path: Path):
    code = (
        "import sys, time\n"
        "from stockpress.settings import Settings\n"
        "from stockpress_desk.programs import running\n"
        "with running([sys.executable, '-c', 'import time; time.sleep(600)'], Settings.from_environment()):\n"
        "    time.sleep(600)\n"
    )
    desk = subprocess.Popen([sys.executable, "-c", code], env=settings.child_environment())
    children = _children(desk.pid)
    desk.kill()
    desk.wait()
    _gone(children)


def _children(pid: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while not (found := psutil.Process(pid).children(recursive=True)):
        assert time.monotonic() < deadline, f"process {pid} has started nothing"
        time.sleep(0.05)
    return found


def _gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert not alive

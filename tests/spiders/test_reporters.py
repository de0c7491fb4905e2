"""What a crawl tells of itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from stockpress_spiders.counts import Counts
from stockpress_spiders.reporters import BarReporter, LineReporter, ReporterHandler, end_line, progress_line


@pytest.fixture
def counts() -> Counts:
    done = Counts(found=42, known=2)
    for _ in range(9):
        done.ended("new")
    done.failed["no_body"] += 1
    return done


def test_progress_is_one_line(counts: Counts) -> None:
    assert progress_line("press", 2024, counts) == "press 2024: 12 of 42 pages, 9 new"


def test_the_end_says_what_became_of_every_page(counts: Counts) -> None:
    line = end_line("press", 2024, counts)
    assert line.startswith("press 2024: 42 pages found: 2 known, 9 new, 30 not reached, 1 failed (no_body) in ")


def test_a_bar_says_the_same_at_its_end(counts: Counts, capsys: pytest.CaptureFixture[str]) -> None:
    bar = BarReporter()
    bar.progress("press", 2024, counts)
    bar.session_renewed("press", datetime(2024, 3, 14, 8, tzinfo=UTC))
    bar.warn("careful [/]")
    bar.end("press", 2024, counts, None)
    shown = capsys.readouterr().out
    assert "signed in, the session ends 2024-03-14 08:00 UTC" in shown
    assert "42 pages found" in shown


def test_warnings_of_libraries_reach_the_reporter(capsys: pytest.CaptureFixture[str]) -> None:
    record = logging.makeLogRecord({"msg": "odd %s", "args": ("thing",), "levelno": logging.WARNING})
    ReporterHandler(LineReporter()).handle(record)
    assert capsys.readouterr().err == "odd thing\n"

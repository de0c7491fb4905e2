from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from stockpress_desk.model_commands import models
from stockpress_nlp.model_kinds import SUMMARIES
from stockpress_nlp.summariser_folder import SUMMARY_CODE


def ran(*arguments: str | Path) -> tuple[int, str]:
    """Run the command and return how it ended and what it said."""
    done = CliRunner(env={"COLUMNS": "200"}).invoke(models, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def test_a_model_is_registered_put_in_use_and_gone_back_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STOCKPRESS_HOME", str(tmp_path / "home"))
    bart = tmp_path / "bart"
    shutil.copytree(SUMMARIES, bart)
    (bart / "more").write_text("weights")
    code, said = ran("add", "summary_model", bart)
    assert code == 0 and f"summary_model: version 2 is bart {SUMMARY_CODE}-" in said
    assert ran("use", "summary_model", "2")[0] == 0
    code, said = ran()
    (first,) = (line.split() for line in said.splitlines() if "stockpress-extractive" in line)
    (second,) = (line.split() for line in said.splitlines() if " bart " in line)
    assert (first[0], len(first), second[0], len(second)) == ("1", 5, "2", 6) and str(bart) in second
    assert "stockpress-entities" in said
    code, said = ran("use", "summary_model", "1")
    assert "version 1 is in use, stockpress-extractive" in said
    assert ran("use", "summary_model", "9") == (
        1, "Error: version 9 of summary_model: expected one of 1, 2; `stockpress models` lists them\n",
    )  # fmt: skip

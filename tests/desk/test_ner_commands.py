from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from stockpress_desk.cli import main


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch: is here, so that nothing is absent")
def test_what_the_export_lacks_is_named_with_the_remedy(tmp_path: Path):
    done = CliRunner().invoke(main, ["export-ner", "dslim/bert-large-NER", str(tmp_path / "model")])
    assert done.exit_code == 1
    assert "found no torch" in done.output
    assert "`uv sync --group train`" in done.output
    assert not (tmp_path / "model").exists()


def test_a_training_without_its_sets_says_where_they_were_expected(tmp_path: Path):
    done = CliRunner().invoke(main, ["train-ner", "--data", str(tmp_path), "--out", str(tmp_path / "model")])
    assert done.exit_code == 1
    assert "expected" in done.output
    assert not (tmp_path / "model").exists()

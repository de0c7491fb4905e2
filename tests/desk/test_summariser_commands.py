from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from stockpress_desk.cli import main


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch: is here, so that nothing is absent")
def test_what_the_export_lacks_is_named_with_the_remedy(tmp_path: Path):
    done = CliRunner().invoke(main, ["export-summariser", "facebook/bart-large-cnn", str(tmp_path / "model")])
    assert done.exit_code == 1
    assert "found no torch" in done.output
    assert "`uv sync --group train --group seq2seq`" in done.output
    assert not (tmp_path / "model").exists()

import shutil
from pathlib import Path

import pytest

from stockpress_nlp.model import ENTITIES, ModelMissing, entity_model, packaged_entity_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "assets" / "labels.txt").write_text("O\n", encoding="utf-8")
    return tmp_path


def test_other_weights_are_another_version(folder: Path):
    before = entity_model("ours", folder)
    (folder / "model.onnx").write_bytes(b"weightz")
    after = entity_model("ours", folder)
    assert (before.name, before.folder) == (after.name, after.folder) == ("ours", folder)
    assert before.version != after.version


def test_the_same_files_elsewhere_are_the_same_version(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "model"
    shutil.copytree(folder, elsewhere)
    assert entity_model("ours", elsewhere).version == entity_model("ours", folder).version


def test_a_mended_model_card_is_no_other_version(folder: Path):
    before = entity_model("ours", folder)
    (folder / "MODEL_CARD.md").write_text("# Better said\n", encoding="utf-8")
    assert entity_model("ours", folder).version == before.version


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"expected the files of a model, found none"):
        entity_model("ours", tmp_path)


def test_the_packaged_model_is_found():
    model = packaged_entity_model()
    assert model.folder == ENTITIES
    assert model.version.startswith("7-")

from pathlib import Path

import pytest

from stockpress_nlp.model import ENTITIES
from stockpress_nlp.training.labelled import LABELS

pytestmark = pytest.mark.skipif(not (ENTITIES / "model.onnx").is_file(), reason=f"{ENTITIES}: no model yet")
LARGEST = 50_000_000


def test_the_model_is_small_enough_for_the_repository():
    assert (ENTITIES / "model.onnx").stat().st_size <= LARGEST


def test_its_labels_and_its_vocabulary_are_what_spark_nlp_reads():
    assert tuple((ENTITIES / "assets" / "labels.txt").read_text(encoding="utf-8").split("\n")) == LABELS
    vocabulary = (ENTITIES / "assets" / "vocab.txt").read_text(encoding="utf-8").split("\n")
    assert len(vocabulary) == len(set(vocabulary)) > 70_000
    assert {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "Goldman", "GOLDMAN", "##MAN"} <= set(vocabulary)


def test_its_card_says_data_licence_seed_and_command():
    card = (ENTITIES / "MODEL_CARD.md").read_text(encoding="utf-8")
    for said in ("CC BY-SA 4.0", "CC BY 4.0", "seed", "train-ner", "UNER", "WNUT", "spaCy"):
        assert said in card, said


def test_it_finds_the_names_of_a_sentence():
    pytest.importorskip("onnxruntime", reason="onnxruntime: not in this environment; `uv sync --group train`")
    from stockpress_nlp.training.onnx_tagger import OnnxTagger

    text = "Goldman Sachs hired Maria Lopez from Nestlé SA in Zurich."
    (spans,) = OnnxTagger(Path(ENTITIES)).tag([text])
    assert [(text[span.start : span.end], span.type) for span in spans] == [
        ("Goldman Sachs", "ORG"),
        ("Maria Lopez", "PER"),
        ("Nestlé SA", "ORG"),
        ("Zurich", "LOC"),
    ]

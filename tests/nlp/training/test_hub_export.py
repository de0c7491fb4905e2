from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from stockpress_nlp.tagging.labels import LabelsUnknown
from tests.nlp.conftest import Write

torch = pytest.importorskip("torch", reason="torch: not in this environment; `uv sync --group train`")
pytestmark = pytest.mark.filterwarnings("ignore")

# as the production model has them, and in its order
CONLL = ["O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Tim", "Cook", "runs", "Apple", "Inc", ".", *"abcdefg"]


def checkpoint(folder: Path, labels: list[str], words: list[str] = WORDS) -> Path:
    """Write a BERT for named entities of the right shape with random weights, as a hub's checkpoint is laid out."""
    from transformers import (  # pyright: ignore[reportMissingImports]
        BertConfig,
        BertForTokenClassification,
        BertTokenizerFast,
    )

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    BertForTokenClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    return folder


def test_a_checkpoint_of_others_is_tagged_with_in_spark(tmp_path: Path, spark: SparkSession, write: Write):
    from stockpress_nlp.entities import tag
    from stockpress_nlp.model import entity_model
    from stockpress_nlp.training.hub_export import export_tagger

    folder = tmp_path / "made"
    assert export_tagger(str(checkpoint(tmp_path / "hub", CONLL)), folder) == CONLL
    assert (folder / "assets" / "vocab.txt").read_text(encoding="utf-8").split("\n") == WORDS
    model = entity_model("tiny", folder)
    articles = [write("Apple", "Tim Cook runs Apple Inc. in " + "a b c d e f g " * 300), write("Nothing", "...")]
    tags = tag(spark, articles, model)
    assert {(each.model, each.model_version) for each in tags} == {("tiny", model.version)}
    assert tags[0].entities, "of 900 random labels none is a name"


def test_a_checkpoint_in_eight_bits_is_smaller(tmp_path: Path):
    from stockpress_nlp.training.hub_export import export_tagger

    words = [*WORDS, *(f"word{number}" for number in range(1000))]
    hub = str(checkpoint(tmp_path / "hub", CONLL, words))
    export_tagger(hub, tmp_path / "whole")
    export_tagger(hub, tmp_path / "small", int8=True)
    whole, small = ((tmp_path / name / "model.onnx").stat().st_size for name in ("whole", "small"))
    assert small < 0.6 * whole


def test_a_checkpoint_that_finds_other_things_is_refused(tmp_path: Path):
    from stockpress_nlp.training.hub_export import NotATagger, export_tagger

    with pytest.raises(LabelsUnknown, match="found the types DISEASE"):
        export_tagger(str(checkpoint(tmp_path / "hub", ["O", "B-DISEASE", "I-DISEASE"])), tmp_path / "made")
    config = tmp_path / "hub" / "config.json"
    config.write_text(config.read_text("utf-8").replace("BertForTokenClassification", "BertModel"), encoding="utf-8")
    with pytest.raises(NotATagger, match="expected a BertForTokenClassification, found BertModel"):
        export_tagger(str(tmp_path / "hub"), tmp_path / "made")

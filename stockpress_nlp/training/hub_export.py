"""A checkpoint of others, a hub's or a folder's, written as the folder that Spark NLP loads as an entity model.

torch and transformers are imported where they are used: the graph's images do not have them.
"""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path

from stockpress_nlp.tagging.labels import require_known
from stockpress_nlp.training.model_folder import put_in_place
from stockpress_nlp.training.onnx_file import write_small, write_whole

NEEDED = ("torch", "transformers", "onnx", "onnxruntime", "faker")
KIND = "BertForTokenClassification"


class TrainingAbsent(ModuleNotFoundError):
    """A package that makes models is not installed here; says which and what installs it."""


class NotATagger(ValueError):
    """A checkpoint is not a BERT that labels words; says what it is."""


def require_training() -> None:
    """Raise TrainingAbsent where the packages that make models are not all installed."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise TrainingAbsent(f"expected {', '.join(NEEDED)}, found no {', '.join(absent)}; `uv sync --group train`")


def export_tagger(checkpoint: str, folder: Path, int8: bool = False) -> list[str]:
    """Write the tagger *checkpoint*, a name on the hub or a folder, to *folder*, and return its labels.

    With *int8* in eight bits. Raises NotATagger and LabelsUnknown, the latter where no label is of a type of ours.
    """
    require_training()
    from transformers import (  # pyright: ignore[reportMissingImports]
        AutoConfig,
        AutoTokenizer,
        BertForTokenClassification,
    )

    config = AutoConfig.from_pretrained(checkpoint)
    if KIND not in (config.architectures or []):
        found = ", ".join(config.architectures or []) or "no architecture"
        raise NotATagger(f"{checkpoint}: expected a {KIND}, found {found}")
    labels = [config.id2label[number] for number in range(config.num_labels)]
    require_known(labels, checkpoint)
    pieces = AutoTokenizer.from_pretrained(checkpoint).get_vocab()
    bert = BertForTokenClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        (made / "assets").mkdir()
        write_whole(bert, made / ("whole.onnx" if int8 else "model.onnx"))
        if int8:
            write_small(made / "whole.onnx", made / "model.onnx")
        (made / "assets" / "vocab.txt").write_text("\n".join(sorted(pieces, key=pieces.__getitem__)), encoding="utf-8")
        (made / "assets" / "labels.txt").write_text("\n".join(labels), encoding="utf-8")
        put_in_place(made, folder)
    return labels

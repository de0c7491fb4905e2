"""The folder of a finished entity model: written whole or not at all, in the layout that Spark NLP loads."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from stockpress_nlp.training.case_vocabulary import CaseVocabulary
from stockpress_nlp.training.labelled import LABELS
from stockpress_nlp.training.network import Tagger, plain_bert
from stockpress_nlp.training.onnx_file import write_small, write_whole

FILES = ("model.onnx", "assets/vocab.txt", "assets/labels.txt")


def write_model(tagger: Tagger, vocabulary: CaseVocabulary, folder: Path) -> None:
    """Put the model of *tagger* into *folder*; other files there stay."""
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        write_whole(plain_bert(tagger, vocabulary), made / "whole.onnx")
        write_small(made / "whole.onnx", made / "model.onnx")
        (made / "assets").mkdir()
        (made / "assets" / "vocab.txt").write_text("\n".join(vocabulary.pieces), encoding="utf-8")
        (made / "assets" / "labels.txt").write_text("\n".join(LABELS), encoding="utf-8")
        put_in_place(made, folder)


def put_in_place(made: Path, folder: Path) -> None:
    """Copy the files of a model from *made* to *folder*; those of an earlier model there go at the end, all at once."""
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copy(made / file, folder / f"{file}.new")
    for file in FILES:
        (folder / f"{file}.new").replace(folder / file)

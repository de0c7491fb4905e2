"""A BART of the right shape with random weights, as ``stockpress export-summariser`` wrote it, for tests without torch.

Its words are the 256 bytes, so that it reads any text and writes nonsense of any script. ``generated.json`` has what
transformers' ``generate`` wrote with the same weights. Both are made by ``python -m tests.nlp.seq2seq.tiny``.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from stockpress_nlp.seq2seq.settings import read_settings, write_settings

MODEL = Path(__file__).parent / "model"
GENERATED = Path(__file__).parent / "generated.json"


def write_tiny_seq2seq(folder: Path, **settings: object) -> Path:
    """Write the folder of the model with *settings* of its own, and return it."""
    shutil.copytree(MODEL, folder, dirs_exist_ok=True)
    write_settings(replace(read_settings(MODEL), **settings), folder)  # pyright: ignore[reportArgumentType]
    return folder

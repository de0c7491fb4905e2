"""Make the tiny model anew, and what transformers write with it. Needs the dependency groups train and seq2seq.

Of each text only what transformers write alike in single and in double precision is kept: the rest are ties, which
another processor may decide otherwise.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from copy import deepcopy
from itertools import product
from pathlib import Path

import torch  # pyright: ignore[reportMissingImports]
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import BartForConditionalGeneration  # pyright: ignore[reportMissingImports]

from stockpress_nlp.training.summariser_export import export_summariser
from tests.nlp.random_bart import MARKS, write_random_bart
from tests.nlp.seq2seq.tiny import GENERATED, MODEL

WORDS = [*MARKS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
WINDOW = 128
TEXTS = 12
END_LIKELIER = 4.5


def main() -> None:
    """Write the folder of the model, and what it writes with each settings."""
    with tempfile.TemporaryDirectory() as name:
        write_checkpoint(Path(name))
        shutil.rmtree(MODEL, ignore_errors=True)
        export_summariser(name, MODEL)
        bart = BartForConditionalGeneration.from_pretrained(name).eval()
    chance = random.Random(1)
    texts = [[0, *(chance.randrange(4, len(WORDS)) for _ in range(chance.randrange(8, 60))), 2] for _ in range(TEXTS)]
    written = [{"settings": _ours(asked), "written": _generated(bart, asked, texts)} for asked in _settings()]
    lines = ",\n".join(json.dumps(each) for each in written)
    GENERATED.write_text(f'{{"texts": {texts}, "cases": [\n{lines}\n]}}\n', "utf-8")


def _generated(bart: BartForConditionalGeneration, asked: dict[str, object], texts: list[list[int]]) -> list[object]:
    """Return what *bart* writes of each text, nothing where it is a tie."""
    both = [[_generate(each, asked, text) for text in texts] for each in (bart.float(), deepcopy(bart).double())]
    return [single if single == double else None for single, double in zip(*both, strict=True)]


def _settings() -> list[dict[str, object]]:
    """Return settings of generate; those of beams alone are left out where there is one."""
    some: list[dict[str, object]] = []
    for beams, first, last, least, ngram in product((1, 4), (None, 0), (None, 2), (0, 9), (0, 3)):
        asked: dict[str, object] = {
            "num_beams": beams,
            "min_length": least,
            "no_repeat_ngram_size": ngram,
            "max_length": 20,
        }
        asked |= {"forced_bos_token_id": first, "forced_eos_token_id": last}
        some.append(asked | ({"early_stopping": True, "length_penalty": 2.0} if beams > 1 else {}))
    for early, penalty in product((False, "never"), (0.8, 2.0)):
        some.append({"num_beams": 4, "max_length": 20, "early_stopping": early, "length_penalty": penalty})
    return some


def _ours(asked: dict[str, object]) -> dict[str, object]:
    """Return what *asked* is in the settings of a summary model."""
    names = {"num_beams": "beams", "forced_bos_token_id": "first_token", "forced_eos_token_id": "last_token"}
    return {"early_stopping": True, **{names.get(name, name): value for name, value in asked.items()}}


def _generate(bart: BartForConditionalGeneration, asked: dict[str, object], text: list[int]) -> list[int]:
    for name in ("forced_bos_token_id", "forced_eos_token_id"):
        setattr(bart.generation_config, name, asked.get(name))
    with torch.no_grad():
        return bart.generate(torch.tensor([text]), **asked)[0, 1:].tolist()


def write_checkpoint(folder: Path) -> None:
    """Write the tiny BART as a hub has it."""
    words = Tokenizer(BPE({word: number for number, word in enumerate(WORDS)}, []))
    words.add_special_tokens(MARKS)
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # pyright: ignore[reportAttributeAccessIssue]
    words.decoder = decoders.ByteLevel()  # pyright: ignore[reportAttributeAccessIssue]
    asked = {"num_beams": 4, "early_stopping": True, "length_penalty": 2.0, "max_length": 22, "forced_bos_token_id": 0}
    write_random_bart(folder, words, 16, WINDOW, END_LIKELIER, **asked)


if __name__ == "__main__":
    main()

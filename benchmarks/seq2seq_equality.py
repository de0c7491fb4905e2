"""How many summaries our engine writes as transformers' plain ``generate``: small random models of each kind, one run.

    uv sync --group train --group seq2seq
    python -m benchmarks.seq2seq_equality

Asked for as BART-large-CNN asks: 4 beams, 56 to 142 tokens, no three words again, a length penalty of 2.
"""

from __future__ import annotations

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.seq2seq import ASKED, written_together
from stockpress_nlp.seq2seq.engine import Engine
from stockpress_nlp.seq2seq.settings import Seq2SeqSettings
from stockpress_nlp.training.seq2seq_graphs import write_graphs

START, END, FIRST, WORDS = 2, 1, 0, 2000
SETTINGS = Seq2SeqSettings(
    window=512,
    start_token=START,
    end_tokens=(END,),
    first_token=FIRST,
    last_token=END,
    beams=4,
    early_stopping=True,
    length_penalty=2.0,
    min_length=56,
    max_length=142,
    no_repeat_ngram_size=3,
)
TOGETHER = 8


@click.command()
@click.option("--texts", default=40, show_default=True, help="Texts of each kind of model.")
@click.option("--end", default=4.0, show_default=True, help="How much likelier an end is made.")
def main(texts: int, end: float) -> None:
    """Print for each kind of model how many summaries are equal."""
    import torch  # pyright: ignore[reportMissingImports]

    for kind in ("Bart", "MBart", "Pegasus", "T5", "MT5"):
        torch.manual_seed(1)
        model = _model(kind, end)
        chance = np.random.default_rng(1)
        read = [chance.integers(5, WORDS, chance.integers(40, 200)).tolist() for _ in range(texts)]
        theirs = [_generate(model, text) for text in read]
        with tempfile.TemporaryDirectory() as folder:
            write_graphs(deepcopy(model), Path(folder))
            engine = Engine(Path(folder))
        for many in (1, TOGETHER):
            ours = written_together(engine, read, SETTINGS, many)
            equal = sum(a == b for a, b in zip(ours, theirs, strict=True))
            click.echo(
                f"{kind}, {many} at a time: {equal} of {texts} equal; "
                f"{len(set(map(tuple, theirs)))} unlike summaries, {np.mean(list(map(len, theirs))):.0f} tokens long"
            )


def _model(kind: str, end: float) -> Any:
    import transformers  # pyright: ignore[reportMissingImports]

    marks = {"pad_token_id": 3, "eos_token_id": END, "bos_token_id": FIRST, "vocab_size": WORDS}
    if "T5" in kind:
        shape = {"d_model": 64, "d_kv": 16, "d_ff": 128, "num_layers": 3, "num_heads": 4}
    else:
        of_both = {"layers": 3, "attention_heads": 4, "ffn_dim": 128}
        shape = {f"{part}_{name}": value for part in ("encoder", "decoder") for name, value in of_both.items()}
        shape |= {"d_model": 64, "max_position_embeddings": 512, "init_std": 0.2}
    config = getattr(transformers, f"{kind}Config")(**marks, **shape, decoder_start_token_id=START)
    model = getattr(transformers, f"{kind}ForConditionalGeneration")(config).eval()
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias[0, END] = end
    model.generation_config.update(forced_bos_token_id=FIRST, forced_eos_token_id=END)
    return model


def _generate(model: Any, text: list[int]) -> list[int]:
    import torch  # pyright: ignore[reportMissingImports]

    with torch.no_grad():
        return model.generate(torch.tensor([text]), min_length=56, max_length=142, **ASKED)[0, 1:].tolist()


if __name__ == "__main__":
    main()

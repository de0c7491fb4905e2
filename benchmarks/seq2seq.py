"""Tokens a second of a BART-large of true shape with random weights: transformers eager beside CTranslate2, one run.

    uv sync --group train --group seq2seq
    python -m benchmarks.seq2seq

Each is warmed with two tokens, then timed once, each on THREADS threads; the outputs of random weights mean nothing.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

THREADS = 2


@click.command()
@click.option("--read", default=512, show_default=True, help="Tokens of a text.")
@click.option("--written", default=60, show_default=True, help="Tokens of a summary.")
def main(read: int, written: int) -> None:
    """Print the tokens a second of each engine, by beams and texts at a time."""
    import ctranslate2
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BartConfig, BartForConditionalGeneration  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    bart = BartForConditionalGeneration(BartConfig(forced_eos_token_id=None)).eval()
    words = [f"t{number}" for number in range(bart.config.vocab_size)]
    texts = torch.randint(10, bart.config.vocab_size, (4, read))
    engines: dict[str, Callable[[int, int, int], object]] = {}

    def eager(beams: int, many: int, length: int) -> object:
        with torch.no_grad():
            return bart.generate(texts[:many], num_beams=beams, max_new_tokens=length, min_new_tokens=length)

    engines["eager"] = eager
    with tempfile.TemporaryDirectory() as name:
        for kind in ("float32", "int8"):
            folder = str(Path(name) / kind)
            _convert(bart, words, folder, kind)
            translator = ctranslate2.Translator(folder, intra_threads=THREADS, compute_type=kind)
            engines[kind] = _engine(translator, [[words[token] for token in row] for row in texts.tolist()])
        for beams, many in ((1, 1), (4, 1), (4, 4)):
            rates = {}
            for engine, run in engines.items():
                run(beams, many, 2)
                start = time.perf_counter()
                run(beams, many, written)
                rates[engine] = many * written / (time.perf_counter() - start)
            shown = ", ".join(f"{engine} {rate:.1f} ({rate / rates['eager']:.1f})" for engine, rate in rates.items())
            click.echo(f"{beams} beams, {many} texts at a time, tokens a second (times eager): {shown}")


def _engine(translator: Any, texts: list[list[str]]) -> Callable[[int, int, int], object]:
    def run(beams: int, many: int, length: int) -> object:
        return translator.translate_batch(
            texts[:many], beam_size=beams, min_decoding_length=length, max_decoding_length=length, max_input_length=0
        )

    return run


def _convert(bart: Any, words: list[str], folder: str, kind: str) -> None:
    """Write *bart* as CTranslate2 loads it; random weights have no tokenizer."""
    import torch  # pyright: ignore[reportMissingImports]
    from ctranslate2.converters.transformers import BartLoader

    class Words:
        bos_token, eos_token, unk_token = words[0], words[2], words[3]

        def get_vocab(self) -> dict[str, int]:
            return {word: number for number, word in enumerate(words)}

        def convert_ids_to_tokens(self, number: int) -> str:
            return words[number]

    class Loader(BartLoader):
        def get_vocabulary(self, model: Any, tokenizer: Any) -> list[str]:
            return list(words)

    bart.config.normalize_before = False
    with torch.no_grad():
        spec = Loader()(bart, Words())
    spec.validate()
    spec.optimize(quantization=kind)
    Path(folder).mkdir()
    spec.save(folder)


if __name__ == "__main__":
    main()

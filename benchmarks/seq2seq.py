"""Tokens a second of a BART-large of true shape with random weights: eager transformers, our engine and CTranslate2.

    uv sync --group train --group seq2seq --group benchmarks
    python -m benchmarks.seq2seq

Asked for as BART-large-CNN asks: 4 beams, a forced first and last word, no three words again, a length penalty of 2.
Each case is warmed with three tokens, then the cases take turns; besides the clock it counts CPU seconds, which
neighbours on the machine hardly change. The outputs of random weights mean nothing, but that they are equal does.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from statistics import median
from typing import Any

import click

from stockpress_nlp.seq2seq.beam_search import BeamSearch
from stockpress_nlp.seq2seq.engine import Engine
from stockpress_nlp.seq2seq.settings import Seq2SeqSettings
from stockpress_nlp.training.seq2seq_graphs import check_graphs, shrink_graphs, write_graphs

TEXTS = 8
# with transformers one by one this many are enough
EAGER_TEXTS = 2
# of transformers' generate
ASKED = {"num_beams": 4, "early_stopping": True, "length_penalty": 2.0, "no_repeat_ngram_size": 3}
Run = Callable[[int], list[list[int]]]


@click.command()
@click.option("--read", default=512, show_default=True, help="Tokens of a text.")
@click.option("--written", default=60, show_default=True, help="Tokens of a summary.")
@click.option("--threads", default=2, show_default=True, help="Threads of each engine.")
@click.option("--rounds", default=3, show_default=True, help="Turns of each case.")
def main(read: int, written: int, threads: int, rounds: int) -> None:
    """Print the tokens a second of each engine, by texts at a time."""
    # before torch and CTranslate2 read it
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import BartConfig, BartForConditionalGeneration  # pyright: ignore[reportMissingImports]

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    bart = BartForConditionalGeneration(BartConfig()).eval()
    bart.generation_config.update(forced_bos_token_id=0, forced_eos_token_id=2)
    texts = torch.randint(10, bart.config.vocab_size, (TEXTS, read))
    cases: dict[str, Run] = {f"eager, {many} at a time": _eager(bart, texts, many) for many in (1, 4)}
    with tempfile.TemporaryDirectory() as name:
        for kind in ("float32", "int8"):
            engine = Engine(_graphs(bart, Path(name) / kind, kind), threads)
            cases |= {f"ours, {kind}, {many} at a time": _ours(engine, texts.tolist(), many) for many in (1, 4, 8)}
            peer = _peer(bart, Path(name) / f"peer-{kind}", kind, threads)
            cases[f"CTranslate2, {kind}, {TEXTS} at a time"] = _translated(peer, texts.tolist())
        for run in cases.values():
            run(3)
        _show(cases, written, rounds)


def _show(cases: dict[str, Run], written: int, rounds: int) -> None:
    """Print the middle of the rounds of each case, against the first case, whose outputs the others are held to."""
    clock, cpu, wrote = {case: [] for case in cases}, {case: [] for case in cases}, {}
    for _ in range(rounds):
        for case, run in cases.items():
            started, used = time.perf_counter(), time.process_time()
            wrote[case] = run(written)
            tokens = written * len(wrote[case])
            clock[case].append(tokens / (time.perf_counter() - started))
            cpu[case].append(tokens / (time.process_time() - used))
    first = next(iter(cases))
    for case in cases:
        by_clock, by_cpu = median(clock[case]), median(cpu[case])
        pairs = zip(wrote[case], wrote[first], strict=False)
        equal = sum(ours[: written - 1] == theirs[: written - 1] for ours, theirs in pairs)
        click.echo(
            f"{case}: {by_clock:.1f} tokens a second ({by_clock / median(clock[first]):.1f} times), "
            f"{by_cpu:.1f} a CPU second ({by_cpu / median(cpu[first]):.1f} times), "
            f"{equal} of {len(wrote[first])} texts as eager"
        )


def _eager(bart: Any, texts: Any, many: int) -> Run:
    import torch  # pyright: ignore[reportMissingImports]

    def run(length: int) -> list[list[int]]:
        with torch.no_grad():
            return [
                ids[1:]
                for start in range(0, max(many, EAGER_TEXTS), many)
                for ids in bart.generate(
                    texts[start : start + many], max_length=length + 1, min_length=length + 1, **ASKED
                ).tolist()
            ]

    return run


def _ours(engine: Engine, texts: list[list[int]], many: int) -> Run:
    def run(length: int) -> list[list[int]]:
        settings = Seq2SeqSettings(
            window=1024,
            start_token=2,
            end_tokens=(2,),
            first_token=0,
            last_token=2,
            beams=4,
            early_stopping=True,
            length_penalty=2.0,
            min_length=length + 1,
            max_length=length + 1,
            no_repeat_ngram_size=3,
        )
        return written_together(engine, texts, settings, many)

    return run


def written_together(engine: Engine, texts: list[list[int]], settings: Seq2SeqSettings, many: int) -> list[list[int]]:
    """Return the summaries of *texts*, *many* written at a time."""
    groups = [texts[start : start + many] for start in range(0, len(texts), many)]
    return [
        summary
        for group in groups
        for summary in engine.write(group, [BeamSearch(settings, settings.min_length) for _ in group])
    ]


def _graphs(bart: Any, folder: Path, kind: str) -> Path:
    folder.mkdir()
    model = deepcopy(bart)
    write_graphs(model, folder)
    check_graphs(model, folder)
    if kind == "int8":
        shrink_graphs(folder)
    return folder


def _translated(translator: Any, texts: list[list[int]]) -> Run:
    def run(length: int) -> list[list[int]]:
        done = translator.translate_batch(
            [[f"t{number}" for number in text] for text in texts],
            target_prefix=[["t0"]] * len(texts),
            max_batch_size=TEXTS,
            beam_size=4,
            no_repeat_ngram_size=3,
            length_penalty=2.0,
            max_input_length=0,
            # it forces no last word
            min_decoding_length=length - 1,
            max_decoding_length=length - 1,
        )
        return [[int(token[1:]) for token in each.hypotheses[0]] for each in done]

    return run


def _peer(bart: Any, folder: Path, kind: str, threads: int) -> Any:
    from ctranslate2 import Translator  # pyright: ignore[reportMissingImports]

    # writing eight bits changes the weights that it is given
    _convert(deepcopy(bart), [f"t{number}" for number in range(bart.config.vocab_size)], str(folder), kind)
    return Translator(str(folder), inter_threads=1, intra_threads=threads, compute_type=kind)


def _convert(bart: Any, words: list[str], folder: str, kind: str) -> None:
    """Write *bart* as CTranslate2 loads it; random weights have no tokenizer."""
    import torch  # pyright: ignore[reportMissingImports]
    from ctranslate2.converters.transformers import BartLoader  # pyright: ignore[reportMissingImports]

    class Words:
        bos_token, eos_token, unk_token = words[0], words[2], words[3]

        def get_vocab(self) -> dict[str, int]:
            return {word: number for number, word in enumerate(words)}

        def convert_ids_to_tokens(self, number: int) -> str:
            return words[number]

    class Loader(BartLoader):
        def get_vocabulary(self, model: Any, tokenizer: Any) -> list[str]:
            return list(words)

    # newer transformers no longer say where a BART normalises, which the converter asks for
    bart.config.normalize_before = False
    with torch.no_grad():
        spec = Loader()(bart, Words())
    spec.validate()
    spec.optimize(quantization=kind)
    Path(folder).mkdir()
    spec.save(folder)


if __name__ == "__main__":
    main()

"""Summaries that a sequence-to-sequence model writes, such as BART-large-CNN, on CTranslate2's engine.

``stockpress export-summariser`` makes its folder: the engine's files, ``tokenizer.json``, and ``seq2seq.json`` with the
settings. A text longer than the model's window is divided at sentences, never cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stockpress_nlp.model import ModelMissing
from stockpress_nlp.sentences import sentences

SETTINGS = "seq2seq.json"
FILES = ("model.bin", "config.json", "tokenizer.json", SETTINGS)
NEEDED = ("ctranslate2", "tokenizers")
# summaries of sections are summarised again, at most so often
ROUNDS = 4
# sections of one text that are read at a time: a window of BART-large takes some 100 MB
SECTIONS_AT_ONCE = 4


class EngineAbsent(ModuleNotFoundError):
    """The engine is not installed here; says which package is wanted and what installs it."""


@dataclass(frozen=True, slots=True)
class Seq2SeqSettings:
    """How a checkpoint wants its summaries made. Lengths count tokens, a forced first one too.

    ``window`` is how many tokens the model reads, marks at both ends included.
    """

    window: int
    beams: int = 1
    length_penalty: float = 1.0
    min_length: int = 0
    max_length: int = 142
    no_repeat_ngram_size: int = 0
    first_token: str | None = None
    compute_type: str = "float32"


def sections(encoded: Iterable[Sequence[str]], room: int) -> list[list[str]]:
    """Join sentences, each as its tokens, to sections of at most *room* tokens; a longer sentence is divided."""
    made: list[list[str]] = []
    for sentence in encoded:
        if made and len(made[-1]) + len(sentence) <= room:
            made[-1].extend(sentence)
        else:
            made.extend(list(sentence[start : start + room]) for start in range(0, len(sentence), room))
    return made


class Seq2SeqSummariser:
    """The summariser in *folder*; its weights are loaded at the first summary."""

    def __init__(self, folder: Path) -> None:
        for file in FILES:
            if not (folder / file).is_file():
                raise ModelMissing(
                    f"{folder / file}: expected a file of a seq2seq model, found none; "
                    "`stockpress export-summariser` writes it"
                )
        self._folder = folder
        self._settings = _read_settings(folder / SETTINGS)

    def summarise(self, headlines: Sequence[str], bodies: Sequence[str], languages: Sequence[str | None]) -> list[str]:
        """Return the summary of each article; where there is no body, the headline."""
        return [
            self._summary(sentences(body, language)) or headline
            for headline, body, language in zip(headlines, bodies, languages, strict=True)
        ]

    def _summary(self, parts: list[str]) -> str:
        for _ in range(ROUNDS):
            divided = sections(self._encode(parts), self._settings.window - len(self._marks[0]) - len(self._marks[1]))
            parts = [written for each in self._write(divided) if (written := each.strip())]
            if len(divided) <= 1:
                break
        return " ".join(parts)

    def _encode(self, parts: list[str]) -> list[list[str]]:
        spaced = [f" {part}" if number else part for number, part in enumerate(parts)]
        return [each.tokens for each in self._tokenizer.encode_batch(spaced, add_special_tokens=False)]

    def _write(self, divided: list[list[str]]) -> list[str]:
        if not divided:
            return []
        asked, (before, after) = self._settings, self._marks
        # a short text must not be made longer
        shortest = min(asked.min_length, min(map(len, divided)) // 2)
        done = self._translator.translate_batch(
            [[*before, *section, *after] for section in divided],
            target_prefix=[[asked.first_token]] * len(divided) if asked.first_token else None,
            max_batch_size=SECTIONS_AT_ONCE,
            beam_size=asked.beams,
            length_penalty=asked.length_penalty,
            no_repeat_ngram_size=asked.no_repeat_ngram_size,
            max_input_length=0,
            min_decoding_length=shortest,
            max_decoding_length=asked.max_length,
        )
        return [self._text(each.hypotheses[0]) for each in done]

    def _text(self, tokens: list[str]) -> str:
        return self._tokenizer.decode([self._tokenizer.token_to_id(token) for token in tokens])

    @cached_property
    def _marks(self) -> tuple[list[str], list[str]]:
        """What the tokenizer puts before and after a text."""
        encoded = self._tokenizer.encode("a")
        inner = [number for number, special in enumerate(encoded.special_tokens_mask) if not special]
        return encoded.tokens[: inner[0]], encoded.tokens[inner[-1] + 1 :]

    @cached_property
    def _tokenizer(self) -> Any:
        require_engine()
        from tokenizers import Tokenizer

        read = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        read.no_truncation()
        read.no_padding()
        return read

    @cached_property
    def _translator(self) -> Any:
        require_engine()
        from ctranslate2 import Translator

        # Spark's tasks are the parallelism
        kind = self._settings.compute_type
        return Translator(str(self._folder), device="cpu", inter_threads=1, intra_threads=1, compute_type=kind)


def require_engine() -> None:
    """Raise EngineAbsent where the packages that run such a model are not all installed."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise EngineAbsent(f"expected {', '.join(NEEDED)}, found no {', '.join(absent)}; `uv sync --group seq2seq`")


def _read_settings(file: Path) -> Seq2SeqSettings:
    try:
        return Seq2SeqSettings(**json.loads(file.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        known = ", ".join(field.name for field in fields(Seq2SeqSettings))
        raise ModelMissing(f"{file}: expected an object with {known}, found: {error}") from error

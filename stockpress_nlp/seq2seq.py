"""Summaries that a sequence-to-sequence model writes, such as BART-large-CNN, on CTranslate2's engine.

``stockpress export-summariser`` makes its folder: the engine's files, ``tokenizer.json``, and ``seq2seq.json`` with the
settings. A text longer than the model's window is divided at sentences, never cut.
"""

from __future__ import annotations

import json
from collections import Counter
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
# of several articles together: docs/measurements.md, "A seq2seq model"; a window of BART-large takes some 110 MB
SECTIONS_AT_ONCE = 8
# articles whose tokens are held at a time
ARTICLES_AT_ONCE = 32


class EngineAbsent(ModuleNotFoundError):
    """The engine is not installed here; says which package is wanted and what installs it."""


@dataclass(frozen=True, slots=True)
class Seq2SeqSettings:
    """How a checkpoint wants its summaries made. Lengths count tokens, a forced first one too.

    ``window`` is how many tokens the model reads, marks at both ends included; ``prefix`` stands before each text that
    it reads, ``summarize:`` with a T5.
    """

    window: int
    beams: int = 1
    length_penalty: float = 1.0
    min_length: int = 0
    max_length: int = 142
    no_repeat_ngram_size: int = 0
    first_token: str | None = None
    prefix: str = ""
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
        texts = [sentences(body, language) for body, language in zip(bodies, languages, strict=True)]
        written = [
            text
            for start in range(0, len(texts), ARTICLES_AT_ONCE)
            for text in self._summaries(texts[start : start + ARTICLES_AT_ONCE])
        ]
        return [text or headline for text, headline in zip(written, headlines, strict=True)]

    def _summaries(self, texts: list[list[str]]) -> list[str]:
        """Return the summary of each text, given as its sentences; the sections of all are read together."""
        unread = list(range(len(texts)))
        for _ in range(ROUNDS):
            divided = [(place, section) for place in unread for section in self._divide(texts[place])]
            for place in unread:
                texts[place] = []
            for (place, _), text in zip(divided, self._write([section for _, section in divided]), strict=True):
                texts[place] += [text.strip()] if text.strip() else []
            unread = [place for place, many in Counter(place for place, _ in divided).items() if many > 1]
        return [" ".join(parts) for parts in texts]

    def _divide(self, parts: list[str]) -> list[list[str]]:
        before, after = self._marks
        return sections(self._encode(parts), self._settings.window - len(before) - len(after))

    def _encode(self, parts: list[str]) -> list[list[str]]:
        spaced = [f" {part}" if number or self._settings.prefix else part for number, part in enumerate(parts)]
        return [each.tokens for each in self._tokenizer.encode_batch(spaced, add_special_tokens=False)]

    def _write(self, divided: list[list[str]]) -> list[str]:
        """Return what the model writes of each section; of a short one no least length is asked."""
        least, written = self._settings.min_length, [""] * len(divided)
        for long in (True, False):
            places = [place for place, section in enumerate(divided) if (len(section) >= 2 * least) is long]
            for place, text in zip(places, self._run([divided[place] for place in places], long), strict=True):
                written[place] = text
        return written

    def _run(self, divided: list[list[str]], long: bool) -> list[str]:
        if not divided:
            return []
        asked, (before, after) = self._settings, self._marks
        done = self._translator.translate_batch(
            [[*before, *section, *after] for section in divided],
            target_prefix=[[asked.first_token]] * len(divided) if asked.first_token else None,
            max_batch_size=SECTIONS_AT_ONCE,
            beam_size=asked.beams,
            length_penalty=asked.length_penalty,
            no_repeat_ngram_size=asked.no_repeat_ngram_size,
            max_input_length=0,
            min_decoding_length=asked.min_length if long else 0,
            max_decoding_length=asked.max_length,
            # so that it counts where the beams' lengths are weighed
            return_end_token=True,
        )
        return [self._text(each.hypotheses[0]) for each in done]

    def _text(self, tokens: list[str]) -> str:
        # a model may have more words than its tokenizer knows
        numbers = map(self._tokenizer.token_to_id, tokens)
        return self._tokenizer.decode([number for number in numbers if number is not None])

    @cached_property
    def _marks(self) -> tuple[list[str], list[str]]:
        """What the tokenizer puts before and after a text, the prefix included."""
        encoded = self._tokenizer.encode("a")
        inner = [number for number, special in enumerate(encoded.special_tokens_mask) if not special]
        # the space after it is the next sentence's
        prefix = self._tokenizer.encode(self._settings.prefix.rstrip(), add_special_tokens=False).tokens
        return encoded.tokens[: inner[0]] + prefix, encoded.tokens[inner[-1] + 1 :]

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

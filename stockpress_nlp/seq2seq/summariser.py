"""A seq2seq model as a summariser: a text longer than the model's window is divided at sentences, never cut.

``stockpress export-summariser`` makes its folder: two graphs, ``tokenizer.json``, and ``seq2seq.json`` with the
settings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stockpress_nlp.division import batches
from stockpress_nlp.model import ModelMissing
from stockpress_nlp.sentences import sentences
from stockpress_nlp.seq2seq.beam_search import BeamSearch
from stockpress_nlp.seq2seq.engine import FILES as GRAPH_FILES
from stockpress_nlp.seq2seq.engine import Engine
from stockpress_nlp.seq2seq.settings import FILE as SETTINGS
from stockpress_nlp.seq2seq.settings import read_settings

TOKENIZER = "tokenizer.json"
FILES = (*GRAPH_FILES, TOKENIZER, SETTINGS)
NEEDED = ("onnxruntime", "tokenizers")
# summaries of sections are summarised again, at most so often
ROUNDS = 4
# of several articles, read together: docs/measurements.md, "A seq2seq model"; a token of BART-large takes 0.1 MB, and
# one that is written as much for each beam, twice while it grows
SECTIONS_AT_ONCE = 8
TOKENS_AT_ONCE = 4096
# articles whose tokens are held at a time
ARTICLES_AT_ONCE = 32


class EngineAbsent(ModuleNotFoundError):
    """The engine is not installed here; says which package is wanted and what installs it."""


def sections(encoded: Iterable[Sequence[int]], room: int) -> list[list[int]]:
    """Join sentences, each as its tokens, to sections of at most *room* tokens; a longer sentence is divided."""
    made: list[list[int]] = []
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
        self._settings = read_settings(folder)

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

    def _divide(self, parts: list[str]) -> list[list[int]]:
        before, after = self._marks
        return sections(self._encode(parts), self._settings.window - len(before) - len(after))

    def _encode(self, parts: list[str]) -> list[list[int]]:
        spaced = [f" {part}" if number or self._settings.prefix else part for number, part in enumerate(parts)]
        return [each.ids for each in self._tokenizer.encode_batch(spaced, add_special_tokens=False)]

    def _write(self, divided: list[list[int]]) -> list[str]:
        """Return what the model writes of each section; those of like length are read together."""
        (before, after), written = self._marks, [""] * len(divided)
        lengths = [len(before) + len(section) + len(after) for section in divided]
        order = sorted(range(len(divided)), key=lengths.__getitem__)
        for places in batches(order, lengths.__getitem__, SECTIONS_AT_ONCE, TOKENS_AT_ONCE):
            texts = [[*before, *divided[place], *after] for place in places]
            searches = [BeamSearch(self._settings, self._least(divided[place])) for place in places]
            for place, tokens in zip(places, self._engine.write(texts, searches), strict=True):
                written[place] = self._tokenizer.decode(tokens)
        return written

    def _least(self, section: list[int]) -> int:
        """Return how long the summary of *section* must be; of a short one no least length is asked."""
        least = self._settings.min_length
        return least if len(section) >= 2 * least else 0

    @cached_property
    def _marks(self) -> tuple[list[int], list[int]]:
        """What the tokenizer puts before and after a text, the prefix included."""
        encoded = self._tokenizer.encode("a")
        inner = [number for number, special in enumerate(encoded.special_tokens_mask) if not special]
        # the space after it is the next sentence's
        prefix = self._tokenizer.encode(self._settings.prefix.rstrip(), add_special_tokens=False).ids
        return encoded.ids[: inner[0]] + prefix, encoded.ids[inner[-1] + 1 :]

    @cached_property
    def _tokenizer(self) -> Any:
        require_engine()
        from tokenizers import Tokenizer

        read = Tokenizer.from_file(str(self._folder / TOKENIZER))
        read.no_truncation()
        read.no_padding()
        return read

    @cached_property
    def _engine(self) -> Engine:
        require_engine()
        # Spark's tasks are the parallelism
        return Engine(self._folder, threads=1)


def require_engine() -> None:
    """Raise EngineAbsent where the packages that run such a model are not all installed."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        raise EngineAbsent(f"expected {', '.join(NEEDED)}, found no {', '.join(absent)}; `uv sync --group seq2seq`")

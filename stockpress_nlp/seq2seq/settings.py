"""How a checkpoint wants its summaries made: ``seq2seq.json`` in the folder of a seq2seq model."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from stockpress_nlp.model import ModelMissing

FILE = "seq2seq.json"


@dataclass(frozen=True, slots=True)
class Seq2SeqSettings:
    """What transformers' generation config says, tokens by their numbers; a length counts the start token too.

    ``window`` is how many tokens the model reads, marks at both ends included; ``prefix`` stands before each text that
    it reads, ``summarize:`` with a T5. ``first_token`` and ``last_token`` are forced where they are given.
    ``early_stopping`` is true, false or ``never``. ``weights`` says what the graphs hold, float32 or int8.
    """

    window: int
    start_token: int
    end_tokens: tuple[int, ...]
    first_token: int | None = None
    last_token: int | None = None
    beams: int = 1
    early_stopping: bool | str = False
    length_penalty: float = 1.0
    min_length: int = 0
    max_length: int = 142
    no_repeat_ngram_size: int = 0
    prefix: str = ""
    weights: str = "float32"


def read_settings(folder: Path) -> Seq2SeqSettings:
    """Return the settings in *folder*. Raises ModelMissing where they are not understood."""
    try:
        given = json.loads((folder / FILE).read_text("utf-8"))
        return Seq2SeqSettings(**given | {"end_tokens": tuple(given["end_tokens"])})
    except (ValueError, TypeError, KeyError) as error:
        known = ", ".join(field.name for field in fields(Seq2SeqSettings))
        raise ModelMissing(f"{folder / FILE}: expected an object with {known}, found: {error!r}") from error


def write_settings(settings: Seq2SeqSettings, folder: Path) -> None:
    """Write *settings* to *folder*."""
    (folder / FILE).write_text(json.dumps(asdict(settings), indent=2) + "\n", "utf-8")

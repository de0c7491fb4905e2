"""From the folder of a summary model to a summariser, and the same as the pyfunc model that Spark applies.

``summariser.json`` in the folder says which of our summarisers reads it: ``{"summariser": "extractive"}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress_nlp.extractive.summariser import ExtractiveSummariser
from stockpress_nlp.model import ModelMissing
from stockpress_nlp.seq2seq.summariser import Seq2SeqSummariser
from stockpress_nlp.summarisers import Summariser

if TYPE_CHECKING:
    import pandas as pd

# raised when our code makes other summaries with the same files
SUMMARY_CODE = "3"
FILE = "summariser.json"
SUMMARISERS: Mapping[str, Callable[[Path], Summariser]] = {
    "extractive": ExtractiveSummariser.load,
    "seq2seq": Seq2SeqSummariser,
}


def require_summariser(folder: Path) -> None:
    """Raise ModelMissing where *folder* names no summariser that is known here."""
    _loader(folder)


@cache
def load_summariser(folder: Path) -> Summariser:
    """Return the summariser in *folder*, loaded once in a process."""
    return _loader(folder)(folder)


def _loader(folder: Path) -> Callable[[Path], Summariser]:
    try:
        name = json.loads((folder / FILE).read_text("utf-8"))["summariser"]
        return SUMMARISERS[name]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(
            f'{folder / FILE}: expected {{"summariser": ...}} with one of {", ".join(SUMMARISERS)}, found: {error!r}'
        ) from error


class PyfuncSummariser:
    """A summariser as mlflow calls it, with a frame of the columns headline, body and language."""

    def __init__(self, summariser: Summariser) -> None:
        self._summariser = summariser

    def predict(self, frame: pd.DataFrame) -> list[str]:
        """Return the summary of each row."""
        return self._summariser.summarise(list(frame.headline), list(frame.body), list(frame.language))


def _load_pyfunc(folder: str) -> PyfuncSummariser:
    """Return the model in *folder*; mlflow looks for a function of this name."""
    return PyfuncSummariser(load_summariser(Path(folder)))

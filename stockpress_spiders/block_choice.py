"""Chooses the blocks of a page that are its article's, by a weighted sum of their signs.

The weights (block_weights.json) are of a logistic regression over pages whose body is known;
``python -m benchmarks.train_block_choice`` makes them and says how well they do on publishers that they have not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from stockpress_spiders.block_features import Hints, PageSigns, Signs
from stockpress_spiders.page_blocks import Block
from stockpress_spiders.word_runs import Run, runs, share, words

WEIGHTS = Path(__file__).with_name("block_weights.json")
LIKELY = 0.5
# A text of so many runs that are nearly all in what stands before it repeats it.
REPEATS = 6
NEARLY_ALL = 0.9


@lru_cache(maxsize=1)
def trained_weights() -> Mapping[str, float]:
    """Return the weight of each sign, and the constant under the empty name."""
    return json.loads(WEIGHTS.read_text())


def likelihood(signs: Signs, weights: Mapping[str, float]) -> float:
    """Return how likely a block with these signs is the article's, from 0 to 1."""
    weighed = weights[""] + sum(weights.get(name, 0.0) * value for name, value in signs.items() if value)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weighed))))


def chosen_text(
    blocks: Sequence[Block], hints: Hints, others: Mapping[str, str], weights: Mapping[str, float] | None = None
) -> str:
    """Return the text of the blocks that are the article's, with an empty line between them; empty where none is.

    *others* are the bodies that other extractors found, by the names that the weights know them under.
    """
    signs = PageSigns(blocks, hints, others)
    known = trained_weights() if weights is None else weights
    likely = [number for number in signs.candidates() if likelihood(signs.of(number), known) >= LIKELY]
    return "\n\n".join(blocks[number].text for number in likely)


def without_repeats(texts: Sequence[str]) -> list[str]:
    """Return *texts* without those that repeat what stands before them."""
    kept: list[str] = []
    seen: set[Run] = set()
    for text in texts:
        found = runs(words(text))
        if len(found) < REPEATS or share(found, seen) < NEARLY_ALL:
            kept.append(text)
            seen.update(found)
    return kept

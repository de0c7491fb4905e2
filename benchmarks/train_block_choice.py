"""Makes the weights by which blocks are chosen, and says how well they do on publishers that they have not seen.

``python -m benchmarks.train_block_choice ../shared/data/pages`` prints the body scores of a five-fold cross-validation,
in which no publisher is in two folds, then fits on all pages and writes stockpress_spiders/block_weights.json.

A standfirst is not body (it is the description); fundus counts it as body, so there it is taken as neither right nor
wrong for the weights. The score keeps fundus' view.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from benchmarks.body_score import hits, score
from benchmarks.known_pages import Known, fold_of, known_pages
from stockpress_spiders.block_choice import WEIGHTS
from stockpress_spiders.block_features import Hints, PageSigns, Signs
from stockpress_spiders.body import bodies_of, most_agreed, read_twice
from stockpress_spiders.extract import hints_of, open_page, parse_html
from stockpress_spiders.page_blocks import Block
from stockpress_spiders.word_runs import runs, runs_of, share, words

FOLDS = 5
RIDGE = 20.0  # strength of the pull to zero, for a weight total of one a row
# The benchmark has fewer pages than fundus.
BENCHMARK_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its blocks, and for each candidate its signs, whether it is body, and how much it counts."""

    page: Known
    blocks: Sequence[Block]
    hints: Hints
    others: dict[str, str]
    signs: list[Signs]
    is_body: list[float]
    counts: list[float]

    @property
    def fold(self) -> int:
        """The fold of the page's publisher."""
        return fold_of(self.page.site, FOLDS)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--write/--no-write", default=True, show_default=True, help="Write the weights that all pages give.")
def train(folder: Path, write: bool) -> None:
    """Print cross-validated body scores, then write the weights."""
    logging.disable(logging.WARNING)
    examples = [example(page) for page in known_pages(folder)]
    found: list[tuple[Known, str]] = []
    for fold in range(FOLDS):
        weights = fit([each for each in examples if each.fold != fold])
        found += [(each.page, body(each, weights)) for each in examples if each.fold == fold]
    for name, chosen in (
        ("benchmark", [pair for pair in found if pair[0].collection == "benchmark"]),
        ("business", [pair for pair in found if pair[0].is_business]),
        ("fundus", [pair for pair in found if pair[0].collection == "fundus"]),
    ):
        scored = score([hits(page.body, text) for page, text in chosen])
        click.echo(f"{name:10} {len(chosen):4} pages  F1 {scored.f1:.4f}  exact {scored.exact:.3f}")
    if write:
        WEIGHTS.write_text(json.dumps(fit(examples), indent=0, sort_keys=True) + "\n")
        click.echo(f"{WEIGHTS.name}: written")


def example(page: Known) -> Example:
    """Read a page up to the choice of its blocks."""
    opened = open_page(parse_html(page.html()), page.url)
    hints = hints_of(opened)
    blocks, others = read_twice(opened.tree)
    page_signs = PageSigns(blocks, hints, others)
    candidates = page_signs.candidates()
    truth, summary = runs_of(page.body), runs_of(page.summary)
    own = [runs(words(blocks[number].text)) for number in candidates]
    is_body = [float(share(each, truth) >= 0.5 and share(each, summary) < 0.7) for each in own]
    size = max(60, sum(len(each) for each, right in zip(own, is_body, strict=True) if right))
    scale = BENCHMARK_WEIGHT if page.collection == "benchmark" else 1.0
    counts = [scale * (max(2, len(each)) / size) ** 0.5 for each in own]
    return Example(page, blocks, hints, others, [page_signs.of(number) for number in candidates], is_body, counts)


def body(each: Example, weights: dict[str, float]) -> str:
    """Return the body that the crawler would find with these weights."""
    agreed = most_agreed(bodies_of(each.blocks, each.hints, each.others, weights), each.hints.stated)
    return agreed[1] if agreed else ""


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weights of a ridge logistic regression by Newton's method, for signs as they are (not scaled)."""
    rows = [signs for each in examples for signs in each.signs]
    names = sorted({name for signs in rows for name in signs})
    table = np.array([[signs.get(name, 0.0) for name in names] for signs in rows])
    wanted = np.array([right for each in examples for right in each.is_body])
    counts = np.array([count for each in examples for count in each.counts])
    counts *= len(counts) / counts.sum()
    middle, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1
    scaled = np.hstack([np.ones((len(rows), 1)), (table - middle) / spread])
    pull = np.full(scaled.shape[1], RIDGE)
    pull[0] = 0
    weights = np.zeros(scaled.shape[1])
    for _ in range(15):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (counts * (wanted - likely)) - pull * weights
        curve = (scaled.T * (counts * likely * (1 - likely))) @ scaled + np.diag(pull)
        weights += np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    constant = float(weights[0] - plain @ middle)
    return {"": round(constant, 4)} | {name: round(float(w), 4) for name, w in zip(names, plain, strict=True)}


if __name__ == "__main__":
    train()

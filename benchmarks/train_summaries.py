"""Makes the weights by which the sentences of a summary are chosen: stockpress_nlp/models/summaries/weights.json.

``python -m benchmarks.train_summaries ../shared/data/pages``; how well such weights do on publishers that they have not
seen is what benchmarks/summaries.py measures. Needs the dependency group "benchmarks".

Learned from standfirsts and descriptions: for each article a distribution over its sentences, the more likely the more
a sentence shares with the truth (the mean of ROUGE-1, 2 and L), and a linear score whose softmax comes nearest to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from rouge_score.rouge_scorer import RougeScorer  # pyright: ignore[reportMissingImports]

from benchmarks.summary_truths import Summarised, descriptions, standfirsts, words
from stockpress_nlp.extractive.sentence_signs import seen
from stockpress_nlp.extractive.summariser import WEIGHTS
from stockpress_nlp.model import PACKAGED
from stockpress_nlp.sentences import paragraphs

# how much likelier the best sentence is than one that shares nothing: exp(1 / HEAT)
HEAT = 0.3
RIDGE = 0.03
STEPS, STEP = 300, 0.05


class Words:
    """Cuts a text into words for ROUGE; the package's own way knows only a to z."""

    def tokenize(self, text: str) -> list[str]:
        """Return the words of *text*."""
        return words(text)


SCORER = RougeScorer(["rouge1", "rouge2", "rougeLsum"], tokenizer=Words())


@dataclass(frozen=True, slots=True)
class Lesson:
    """An article's sentences as rows of signs, and how likely each should be."""

    article: Summarised
    signs: np.ndarray
    likely: np.ndarray


def rouge(truth: str, sentences: Sequence[str]) -> list[float]:
    """Return ROUGE-1, ROUGE-2 and ROUGE-Lsum of a summary, F1 in per cent."""
    return [100 * each.fmeasure for each in SCORER.score(truth, "\n".join(sentences)).values()]


def lesson(article: Summarised) -> Lesson | None:
    """Return what is to be learned from *article*; nothing where no sentence shares a word with the truth."""
    found = seen(paragraphs(article.body, article.language), article.headline)
    gains = np.array([np.mean(rouge(article.truth, [sentence.text])) for sentence in found])
    if len(found) < 4 or not gains.max():
        return None
    likely = np.exp(gains / gains.max() / HEAT)
    return Lesson(article, np.array([list(each.signs.values()) for each in found], float), likely / likely.sum())


def fit(lessons: Sequence[Lesson]) -> np.ndarray:
    """Return the weight of each sign, by Adam on the cross-entropy of the softmax."""
    signs = np.vstack([each.signs for each in lessons])
    spread = signs.std(0) + 1e-6
    signs, wanted = (signs - signs.mean(0)) / spread, np.concatenate([each.likely for each in lessons])
    starts = np.cumsum([0, *(len(each.likely) for each in lessons[:-1])])
    of = np.repeat(np.arange(len(lessons)), [len(each.likely) for each in lessons])
    weights, first, second = np.zeros((3, signs.shape[1]))
    for step in range(1, STEPS + 1):
        powers = np.exp(signs @ weights)
        given = powers / np.add.reduceat(powers, starts)[of]
        slope = signs.T @ (given - wanted) / len(lessons) + RIDGE * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights = weights - STEP * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / spread


def lessons_of(folder: Path) -> list[Lesson]:
    """Return what is to be learned from all articles under *folder*."""
    return [each for each in map(lesson, [*standfirsts(folder), *descriptions(folder)]) if each]


def named(weights: np.ndarray) -> dict[str, float]:
    """Return the weights under the names of their signs."""
    names = seen([["A sentence."]], "")[0].signs
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def train(folder: Path) -> None:
    """Write the weights that all articles give."""
    lessons = lessons_of(folder)
    file = PACKAGED / "summaries" / WEIGHTS
    file.write_text(json.dumps(named(fit(lessons)), indent=1) + "\n", "utf-8")
    click.echo(f"wrote {file}, learned from {len(lessons)} articles")


if __name__ == "__main__":
    train()

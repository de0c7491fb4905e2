"""Measures our summaries beside the opening of the article, LexRank and TextRank, on publishers not learned from.

``python -m benchmarks.summaries ../shared/data/pages`` with the dependency group "benchmarks". The truth is the
standfirst of fundus' pages. Ours is cross-validated: for each fold of publishers the weights are learned from the
others. All cut sentences alike and have the same limits of sentences and words, lead-3 apart, which is just the first
three sentences. sumy's summarisers get our sentences, so that its tokenizer needs no download.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # pyright: ignore[reportMissingImports]
from sumy.summarizers.lex_rank import LexRankSummarizer  # pyright: ignore[reportMissingImports]
from sumy.summarizers.text_rank import TextRankSummarizer  # pyright: ignore[reportMissingImports]

from benchmarks.summary_truths import FOLDS, Summarised, standfirsts, words
from benchmarks.train_summaries import fit, lessons_of, named, rouge
from stockpress_nlp.extractive.salience import Weights
from stockpress_nlp.extractive.summariser import LONGEST_SENTENCE, MOST_SENTENCES, WORD_LIMIT, ExtractiveSummariser
from stockpress_nlp.sentences import sentences, word_count

SAMPLES = 2000
# of words in a standfirst that is long
LONG = 40
Choice = Callable[[Summarised], list[str]]


class OurWords:
    """The tokenizer that sumy's sentences ask."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Return the words of *text*."""
        return tuple(words(text))


def lead(article: Summarised) -> list[str]:
    """Return the first three sentences."""
    return sentences(article.body, article.language)[:MOST_SENTENCES]


def lead_within(article: Summarised) -> list[str]:
    """Return as much of the opening as the limit of words allows."""
    return within(sentences(article.body, article.language))


def within(ranked: Sequence[str]) -> list[str]:
    """Return the first of *ranked* that fit, as ours is limited; at least one."""
    taken, left = list[str](), WORD_LIMIT
    for sentence in ranked:
        if word_count(sentence) <= left and len(taken) < MOST_SENTENCES:
            taken.append(sentence)
            left -= word_count(sentence)
    return taken or [sentence for sentence in ranked if word_count(sentence) <= LONGEST_SENTENCE][:1]


def by_sumy(summariser: LexRankSummarizer | TextRankSummarizer) -> Choice:
    """Return the choice of *summariser*: its best sentences that fit, in their order."""

    def choice(article: Summarised) -> list[str]:
        found = sentences(article.body, article.language)
        document = ObjectDocumentModel([Paragraph([Sentence(each, OurWords()) for each in found])])
        order = rank(summariser, document, len(found))
        return sorted(within([found[place] for place in order]), key=found.index)

    return choice


def rank(summariser: LexRankSummarizer | TextRankSummarizer, document: ObjectDocumentModel, count: int) -> list[int]:
    """Return the places of the sentences, best first; sumy lets a function choose among what it has rated."""
    places, order = {id(sentence): place for place, sentence in enumerate(document.sentences)}, list[int]()

    def all_of(rated: Sequence[Any]) -> Sequence[Any]:
        order.extend(places[id(each.sentence)] for each in rated)
        return rated

    if count > 1:
        summariser(document, all_of)
    return order or list(range(count))


def ours(weights: Weights) -> Choice:
    """Return the choice of our summariser with these weights."""
    summariser = ExtractiveSummariser(weights)
    return lambda article: summariser.chosen_sentences(article.headline, article.body, article.language)


def row(name: str, scores: np.ndarray, lengths: np.ndarray, of: np.ndarray, base: np.ndarray) -> str:
    """Return a line of the table, with our lead over it in mean ROUGE and the 95 % interval of that."""
    lead = (base - scores)[of].mean(1)
    draws = np.random.default_rng(0).integers(0, len(lead), (SAMPLES, len(lead)))
    low, high = np.quantile(lead[draws].mean(1), [0.025, 0.975])
    won, lost = (lead > 0).mean(), (lead < 0).mean()
    figures = " / ".join(f"{each:5.2f}" for each in scores[of].mean(0))
    ahead = (
        f"{lead.mean():+.2f} [{low:+.2f}, {high:+.2f}], better {won:.0%}, worse {lost:.0%}" if name != "ours" else ""
    )
    return f"| {name:<12} | {figures} | {lengths[of].mean():4.1f} | {ahead if name != 'ours' else ''} |"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def measure(folder: Path) -> None:
    """Print ROUGE of all, by language, and how fast ours is."""
    articles, lessons = standfirsts(folder), lessons_of(folder)
    learned = [ours(named(fit([each for each in lessons if each.article.fold != fold]))) for fold in range(FOLDS)]
    systems: dict[str, Choice] = {
        "ours": lambda article: learned[article.fold](article),
        "lead-3": lead,
        "lead, limited": lead_within,
        "LexRank": by_sumy(LexRankSummarizer()),
        "TextRank": by_sumy(TextRankSummarizer()),
    }
    chosen = {name: [choice(article) for article in articles] for name, choice in systems.items()}
    scores = {
        name: np.array([rouge(article.truth, each) for article, each in zip(articles, given, strict=True)])
        for name, given in chosen.items()
    }
    english = np.array([article.is_english for article in articles])
    german = np.array([article.language.lower().startswith("de") for article in articles])
    long = np.array([len(words(article.truth)) >= LONG for article in articles])
    groups = {"all": english | True, "English": english, "German": german, "others": ~english & ~german, "long": long}
    for group, of in groups.items():
        click.echo(
            f"\n{group}: {of.sum()} articles | ROUGE-1 / 2 / Lsum | words | ours is ahead by (mean of the three)"
        )
        for name, given in chosen.items():
            lengths = np.array([sum(map(word_count, each)) for each in given])
            click.echo(row(name, scores[name], lengths, of, scores["ours"]))
    started = time.process_time()
    for article in articles:
        systems["ours"](article)
    click.echo(f"\nours: {len(articles) / (time.process_time() - started):.0f} articles per CPU second")


if __name__ == "__main__":
    measure()

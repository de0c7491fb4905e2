"""The summariser that comes with us: the sentences of an article that say what it says. Nothing here knows Spark.

The rule, for a body of n sentences: at most three of them and at most n - 1, whole and in their order, of together
at most 70 words and about a third of the body; a dateline before them is left out. Where every sentence is longer, the
one that opens the story; where that is longer than 120 words, and where there is no sentence at all, the headline. A
body of one sentence is its own summary.
So a summary is always shorter than headline and body, and shorter than a body of more than one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from stockpress_nlp.extractive.salience import Weights, choose
from stockpress_nlp.extractive.sentence_signs import seen
from stockpress_nlp.model import PACKAGED
from stockpress_nlp.sentences import paragraphs

MOST_SENTENCES = 3
WORD_LIMIT = 70
# no summary is held to fewer words than this, however short its article
LEAST_LIMIT = 40
LONGEST_SENTENCE = 120
WEIGHTS = "weights.json"


class ExtractiveSummariser:
    """Summarises by choosing sentences; a :class:`stockpress_nlp.summarisers.Summariser`."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @classmethod
    def load(cls, folder: Path = PACKAGED / "summaries") -> ExtractiveSummariser:
        """Return the summariser of *folder*; one without weights of its own has those that come with this package."""
        own = folder / WEIGHTS
        file = own if own.is_file() else PACKAGED / "summaries" / WEIGHTS
        return cls(json.loads(file.read_text("utf-8")))

    def summarise(self, headlines: Sequence[str], bodies: Sequence[str], languages: Sequence[str | None]) -> list[str]:
        """Return the summary of each article."""
        return list(map(self.summarise_text, headlines, bodies, languages))

    def summarise_text(self, headline: str, body: str, language: str | None = None) -> str:
        """Return the summary of one article."""
        return " ".join(self.chosen_sentences(headline, body, language)) or headline

    def chosen_sentences(self, headline: str, body: str, language: str | None = None) -> list[str]:
        """Return the sentences of the summary of one article, in their order; none where no sentence will do."""
        found = seen(paragraphs(body, language), headline)
        most = min(MOST_SENTENCES, max(len(found) - 1, 1))
        limit = max(LEAST_LIMIT, min(WORD_LIMIT, sum(each.length for each in found) // 3))
        if chosen := choose(found, self._weights, most, limit):
            return [found[place].text for place in chosen]
        return [each.text for each in found[:1] if 0 < each.length <= LONGEST_SENTENCE]

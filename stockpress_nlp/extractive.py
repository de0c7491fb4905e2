"""The summariser that comes with us: the sentences of an article that say what it says. Nothing here knows Spark.

The rule, for a body of n sentences: at most three of them and at most n - 1, whole and in their order, of together
about 70 words. Where every sentence is longer, the one that opens the story; where that is longer than 120 words,
and where there is no sentence at all, the headline. A body of one sentence is its own summary.
So a summary is always shorter than headline and body, and shorter than a body of more than one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from stockpress_nlp.salience import choose
from stockpress_nlp.sentences import sentences, word_count

MOST_SENTENCES = 3
WORD_LIMIT = 70
LONGEST_SENTENCE = 120


class ExtractiveSummariser:
    """Summarises by choosing sentences; a :class:`stockpress_nlp.summarisers.Summariser`."""

    def summarise(self, headlines: Sequence[str], bodies: Sequence[str], languages: Sequence[str | None]) -> list[str]:
        """Return the summary of each article."""
        return list(map(summarise_text, headlines, bodies, languages))


def summarise_text(headline: str, body: str, language: str | None = None) -> str:
    """Return the summary of one article."""
    found = sentences(body, language)
    most = min(MOST_SENTENCES, max(len(found) - 1, 1))
    if chosen := choose(found, headline, most, WORD_LIMIT):
        return " ".join(found[place] for place in chosen)
    opening = found[0] if found else ""
    return opening if 0 < word_count(opening) <= LONGEST_SENTENCE else headline

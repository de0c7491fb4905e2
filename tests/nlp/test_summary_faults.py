from __future__ import annotations

import pytest

from stockpress.article import Article
from stockpress_nlp.extractive.summariser import ExtractiveSummariser
from stockpress_nlp.summary_faults import faults

HEADLINE = "Siemens lifts forecast on train orders"
BODY = (
    "Siemens raised its forecast for the year after orders for trains rose by a fifth to €9,250m. "
    "The shares gained 4.1 per cent in Frankfurt. "
    "“This was overdue,” said Maria Lindqvist, an analyst at Harrow Pike, of the company's third rise in a year. "
    "The board wants to build a second works near Leipzig and hire 1,200 people there before the end of 2027."
)


def test_a_summary_in_other_words_of_the_same_facts_has_no_fault():
    said = "Orders for trains of 9250m euros let Siemens raise its forecast; Siemens' shares gained 4.1 per cent."
    assert faults(HEADLINE, BODY, said) == ()


@pytest.mark.parametrize(
    ("summary", "fault"),
    [
        ("Siemens expects more after orders of €9,350m.", "9,350: a figure that is not in the article"),
        ("Its rival, says Alstom, expects less.", "Alstom: a name that is not in the article"),
        (
            "Der Konzern hat seine Prognose für das Jahr angehoben, weil die Aufträge für Züge um ein Fünftel gestiegen"
            " sind, und die Aktie legte daraufhin zu.",
            "in the language de, the article in en",
        ),
        (f"{BODY} And so on, and so on. {HEADLINE}, once more.", "not shorter than its article"),
    ],
    ids=["figure", "name", "language", "length"],
)
def test_what_contradicts_the_article_is_named(summary: str, fault: str):
    assert fault in faults(HEADLINE, BODY, summary)


def test_sentences_of_the_article_are_never_at_fault(stories: list[Article], strange: dict[str, Article]):
    articles = [*stories, *strange.values()]
    made = ExtractiveSummariser.load().summarise(
        [each.headline for each in articles], [each.body for each in articles], [each.language for each in articles]
    )
    assert [faults(each.headline, each.body, text) for each, text in zip(articles, made, strict=True)] == [()] * len(
        articles
    )

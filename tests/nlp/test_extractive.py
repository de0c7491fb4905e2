from __future__ import annotations

import pytest

from stockpress.article import Article
from stockpress_nlp.extractive import ExtractiveSummariser
from stockpress_nlp.sentences import sentences, word_count
from stockpress_nlp.summarisers import Summariser

summarise_text = ExtractiveSummariser.load().summarise_text

NEWS = (
    "Siemens raised its forecast for the year after orders for trains rose by a fifth to €9bn. "
    "The shares gained 4.1 per cent in Frankfurt. "
    "Orders for trains had fallen in the two quarters before. "
    "The weather was mild. "
    '"This was overdue," said Maria Lindqvist, an analyst at Harrow Pike. '
    "Siemens raised its forecast for the year after orders for trains rose by a fifth to €9bn."
)


def test_a_summary_is_whole_sentences_of_the_article_in_their_order():
    summary = sentences(summarise_text("Siemens lifts forecast on train orders", NEWS))
    places = [sentences(NEWS).index(sentence) for sentence in summary]
    assert places == sorted(places)
    assert 0 in places


def test_a_summary_says_nothing_twice():
    summary = summarise_text("Siemens lifts forecast on train orders", NEWS)
    assert summary.count("raised its forecast") == 1


def test_a_summary_has_at_most_three_sentences_and_fifty_words(stories: list[Article]):
    for story in stories:
        summary = summarise_text(story.headline, story.body)
        assert 1 <= len(sentences(summary)) <= 3
        assert word_count(summary) <= 50
        assert len(summary) < len(story.body) / 2


def test_a_summary_does_not_begin_with_a_sentence_that_leans_on_another(stories: list[Article]):
    openings = [summarise_text(story.headline, story.body).split()[0] for story in stories]
    assert not {"He", "She", "They", "But", "And", "However", "That"} & set(openings)


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("Only this was known.", "Only this was known."),
        ("Shell will cut 200 jobs in London. It gave no reason.", "Shell will cut 200 jobs in London."),
        ("very " * 130 + "long.", "The headline"),
        ("\0", "The headline"),
    ],
    ids=["one sentence is its own summary", "one of two", "a sentence too long to read", "no sentence"],
)
def test_short_and_odd_articles_have_a_summary_by_rule(body: str, summary: str):
    assert summarise_text("The headline", body) == summary


def test_lines_that_belong_to_the_page_are_left_out():
    body = "Sign up for our newsletter about Shell. Shell will cut 200 jobs in London. Analysts were surprised by it."
    assert "Sign up" not in summarise_text("Shell to cut jobs", body)


def test_headings_and_rests_of_sentences_are_left_out():
    body = "Shell will cut 200 jobs in London.\n\n1.\n\nWhat Shell said on jobs\n\nshell,” he stated. It gave a reason."
    assert summarise_text("Shell to cut jobs", body) in (
        "Shell will cut 200 jobs in London.",
        "Shell will cut 200 jobs in London. It gave a reason.",
    )


def test_a_summariser_gives_a_summary_for_each_article_in_their_order():
    summariser: Summariser = ExtractiveSummariser.load()
    found = summariser.summarise(["One", "Two"], [NEWS, "Only this was known."], ["en", None])
    assert found == [summarise_text("One", NEWS, "en"), "Only this was known."]

from __future__ import annotations

import pytest

from stockpress.article import Article
from stockpress_nlp.extractive.summariser import ExtractiveSummariser
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


def test_a_summary_has_at_most_three_sentences_and_seventy_words(stories: list[Article]):
    for story in stories:
        summary = summarise_text(story.headline, story.body)
        assert 1 <= len(sentences(summary)) <= 3
        assert word_count(summary) <= 70
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


@pytest.mark.parametrize(
    "line",
    [
        "WATCH THE BOSS OF SHELL ON JOBS IN LONDON HERE.",
        "Follow the author on jobs at Shell: @janedoe.",
        "Shell declined to comment on the jobs.",
        "You can read more about jobs in London.",
        "“Jobs at Shell in London were never safe, and Shell said as much.”",
    ],
    ids=["link in capitals", "handle", "refusal", "word to the reader", "quotation that nobody says"],
)
def test_what_says_nothing_by_itself_is_passed_over(line: str):
    body = f"Shell will cut 200 jobs in London.\n\n{line}\n\nThe offices in Aberdeen keep theirs. Those in Leeds grow."
    assert line not in summarise_text("Shell to cut jobs in London", body)


def test_who_is_called_by_the_last_name_is_named_before():
    body = (
        "Emirates ordered 30 jets from Boeing for $9bn.\n\nIts president Tim Clark spoke in Dubai.\n\n"
        "Clark said orders would grow in the next decade.\n\nBoeing said its jets would be delivered from 2023."
    )
    summary = summarise_text("Emirates orders jets from Boeing", body)
    assert "Clark said" not in summary or "Tim Clark" in summary


def test_no_sentence_follows_that_leans_on_one_left_out():
    body = (
        "The space agency wants to put astronauts to sleep on the way to Mars.\n\n"
        "Jane Doe, a doctor in Bonn, is not sure.\n\nShe noted that sleep in space has never been tried on astronauts."
    )
    summary = summarise_text("Astronauts may sleep on the way to Mars", body)
    assert "She noted" not in summary or "Jane Doe" in summary


def test_a_sentence_that_says_the_same_in_other_words_is_left_out():
    body = (
        "The ministry gave up twelve floors of offices in Ottawa before it called its staff back.\n\n"
        "Before it called its staff back, the ministry gave up twelve floors of offices in two buildings in Ottawa.\n\n"
        "Staff now work at home for two days a week. It rained."
    )
    assert summarise_text("Ministry short of offices", body).count("twelve floors") == 1


def test_nothing_fills_a_summary_where_the_best_that_is_left_does_not_fit():
    opening = (
        "Shell will cut 200 jobs in London after a review of its offices in Europe found that too many people there do "
        "work that others in The Hague and in Houston have done as well since the merger of the two trading desks."
    )
    best = (
        "The jobs that Shell will cut in London are those of buyers, planners and clerks, most of whom joined the "
        "company within the last five years and none of whom had been told before the letter came on Monday evening."
    )
    body = f"{opening}\n\n{best}\n\nRain fell in Paris. Snow fell in Rome. Oslo was cold."
    assert summarise_text("Shell to cut jobs in London", body) in (opening, best)


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

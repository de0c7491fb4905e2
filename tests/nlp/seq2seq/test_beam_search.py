from itertools import pairwise

import numpy as np

from stockpress_nlp.seq2seq.beam_search import BeamSearch
from stockpress_nlp.seq2seq.settings import Seq2SeqSettings

START, END, A, B, C = range(5)
LIKELIEST = [A, B, C, END]
LOG_PROBABILITIES = np.log(np.array([0.4, 0.3, 0.2, 0.1], np.float32))


def search_of(**asked: object) -> BeamSearch:
    settings = Seq2SeqSettings(window=9, start_token=START, end_tokens=(END,), **asked)  # pyright: ignore[reportArgumentType]
    return BeamSearch(settings, settings.min_length)


def summary_of(search: BeamSearch, likeliest: list[int] = LIKELIEST) -> list[int]:
    """Return the summary where the tokens after any beam are *likeliest*, in this order."""
    while not search.finished:
        beams = len(search.last_tokens)
        forbidden = search.forbidden()
        search.take(np.tile(likeliest, (beams, 1)), np.tile(LOG_PROBABILITIES, (beams, 1)), forbidden)
    return search.summary


def test_one_beam_takes_the_likeliest_token_up_to_the_greatest_length():
    assert summary_of(search_of(early_stopping=True, max_length=4)) == [A, A, A]


def test_the_first_and_the_last_token_can_be_forced():
    assert summary_of(search_of(beams=2, first_token=C, last_token=END, max_length=5)) == [C, A, A, END]


def test_no_tokens_come_again_in_the_order_in_which_they_came():
    written = summary_of(search_of(early_stopping=True, max_length=7, no_repeat_ngram_size=2))
    pairs = list(pairwise(written))
    assert len(pairs) == len(set(pairs)) == 5


def test_a_summary_ends_no_sooner_than_at_the_least_length():
    free, bound = (search_of(beams=4, early_stopping=True, max_length=9, min_length=least) for least in (0, 5))
    assert summary_of(free, [END, A, B, C]) == [END]
    assert summary_of(bound, [END, A, B, C]) == [A, A, A, A, END]


def test_a_greater_length_penalty_makes_longer_summaries():
    lengths = [
        len(summary_of(search_of(beams=4, early_stopping="never", length_penalty=penalty, max_length=9)))
        for penalty in (0.0, 2.0)
    ]
    assert lengths[0] < lengths[1]


def test_beams_say_which_they_come_from():
    search = search_of(beams=2)
    first = search.take(np.array([[A, B, C, END]] * 2), np.array([LOG_PROBABILITIES] * 2), search.forbidden())
    assert first.tolist() == [0, 0] and search.last_tokens.tolist() == [A, B]
    # what follows B is so much likelier that both beams go on from it
    unlike = np.array([LOG_PROBABILITIES - 9, LOG_PROBABILITIES])
    second = search.take(np.array([[A, B, C, END]] * 2), unlike, search.forbidden())
    assert second.tolist() == [1, 1] and search.last_tokens.tolist() == [A, B]

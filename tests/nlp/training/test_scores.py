from stockpress_nlp.training.labelled import Span
from stockpress_nlp.training.scores import score


def test_a_name_counts_only_with_both_ends_and_its_type():
    meant = [[Span(0, 5, "ORG"), Span(9, 12, "LOC")], [Span(0, 4, "PER")]]
    said = [[Span(0, 5, "ORG"), Span(9, 13, "LOC")], [Span(0, 4, "ORG")]]
    scores = score(meant, said)
    assert (scores["all"].right, scores["all"].said, scores["all"].meant) == (1, 3, 3)
    assert scores["ORG"].precision == 50
    assert scores["ORG"].recall == 100
    assert scores["PER"].f1 == 0


def test_misc_is_scored_by_itself():
    scores = score([[Span(0, 5, "MISC")]], [[Span(0, 5, "MISC"), Span(7, 9, "MISC")]])
    assert (scores["MISC"].precision, scores["MISC"].recall) == (50, 100)
    assert scores["all"].said == 0


def test_nothing_meant_and_nothing_said_is_no_division_by_zero():
    assert score([[]], [[]])["all"].f1 == 0

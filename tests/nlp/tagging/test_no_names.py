import pytest

from stockpress_nlp.tagging.no_names import is_edited, is_no_name


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("labour force", "organisation"),
        ("May", "person"),
        ("R3.5bn", "organisation"),
        ("US$20m", "organisation"),
        ("10", "organisation"),
        ("Q3", "place"),
        ("COO", "organisation"),
        ("MPs", "organisation"),
        ("D-Minn.", "person"),
        ("Sen.", "person"),
        ("French", "place"),
        ("The", "organisation"),
        ("C", "misc"),
    ],
)
def test_what_names_nobody_is_no_name(text: str, type_: str):
    assert is_no_name(text, type_, edited=True, opens=True)


@pytest.mark.parametrize(
    ("text", "type_"),
    [("G20", "organisation"), ("my6sense", "organisation"), ("Will", "person"), ("US", "place"), ("東京", "place")],
)
def test_what_looks_odd_may_be_a_name(text: str, type_: str):
    assert not is_no_name(text, type_, edited=True, opens=True)


def test_a_word_of_grammar_is_a_name_where_a_capital_stands_inside_a_sentence():
    assert is_no_name("Indeed", "organisation", edited=True, opens=True)
    assert not is_no_name("Indeed", "organisation", edited=True, opens=False)


def test_messages_leave_capitals_out():
    assert not is_edited("i love new york. I do")
    assert is_edited("Shares of Apple, Tesla and Nvidia rose in New York.")
    assert not is_no_name("enron", "organisation", edited=False, opens=False)

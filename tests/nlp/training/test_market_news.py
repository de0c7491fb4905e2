import pytest

from stockpress_nlp.training.labelled import Labelled, Span
from stockpress_nlp.training.news_lines import BracketsWrong, market_news, read_line

# these speak in any market report; every other name belongs to one file
IN_BOTH = {"fed", "ecb", "bank of england"}


def names(sentences: list[Labelled], type_: str) -> set[str]:
    return {s.text[p.start : p.end].lower() for s in sentences for p in s.spans if p.type == type_}


def test_a_line_with_brackets_becomes_a_sentence():
    sentence = read_line("[ORG Nike Inc.]'s shop in [LOC New York] opened.")
    assert sentence.text == "Nike Inc.'s shop in New York opened."
    assert sentence.spans == (Span(0, 9, "ORG"), Span(20, 28, "LOC"))


@pytest.mark.parametrize("line", ["[DATE May] sales", "[ORG Apple", "[ORG [LOC New York] Times]", "a ] b"])
def test_a_bracket_that_marks_no_name_is_refused(line: str):
    with pytest.raises(BracketsWrong, match="PER, ORG, LOC"):
        read_line(line)


def test_there_are_sentences_enough_and_about_a_fifth_is_kept_for_the_test():
    train, test = market_news("train"), market_news("test")
    assert len(train) + len(test) >= 800
    assert 0.15 < len(test) / (len(train) + len(test)) < 0.25


def test_no_sentence_and_no_name_of_a_company_or_person_is_in_both_files():
    train, test = market_news("train"), market_news("test")
    assert not {s.text for s in train} & {s.text for s in test}
    assert names(train, "ORG") & names(test, "ORG") <= IN_BOTH
    assert not names(train, "PER") & names(test, "PER")


def test_no_name_takes_a_possessive_or_a_white_space_with_it():
    shops = {"Lowe's", "Kohl's", "Macy's", "Wendy's", "Sotheby's", "Sainsbury's", "McDonald's", "Standard & Poor's"}
    own = shops | {"Ben & Jerry's", "Hellmann's", "Jack Daniel's", "Lay's"}
    for sentence in market_news("train") + market_news("test"):
        for span in sentence.spans:
            name = sentence.text[span.start : span.end]
            assert name == name.strip()
            assert not name.endswith("'s") or name in own, name

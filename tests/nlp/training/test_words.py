import pytest

from stockpress_nlp.training.words import names, word_places


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Musk's Tesla", "Musk 's Tesla"),
        ("Musk’s Tesla", "Musk ’s Tesla"),
        ("Musk 's Tesla", "Musk 's Tesla"),
        ("U.S.-based", "U.S. - based"),
        ("AT&T, Inc. rose.", "AT&T , Inc. rose ."),
        ("Amazon.com fell 3.5% to 1,200.", "Amazon.com fell 3.5 % to 1,200 ."),
        ("F-35s, $3.5bn", "F - 35s , $ 3.5bn"),
        ("John F. Kennedy", "John F. Kennedy"),
        ("It was plan B.", "It was plan B ."),
        ("$TSLA/NVDA", "$ TSLA / NVDA"),
        ("Nestlé S.A.", "Nestlé S.A."),
        ("L'Oréal don't", "L ' Oréal don 't"),
        ("«Renault» — Société Générale", "« Renault » — Société Générale"),
    ],
)
def test_words_are_cut_where_names_end(text: str, words: str):
    assert [text[start:end] for start, end in word_places(text)] == words.split()


def test_no_letter_is_lost():
    text = "Odd: \u0301\u200b🚀x_y #[]{} ''s 12,, ..a"
    assert "".join(text[a:b] for a, b in word_places(text)) == "".join(text.split())


def said(text: str, labels: dict[str, str]) -> list[str]:
    found = names(text, {text.index(part): label for part, label in labels.items()})
    return [f"{span.type} {text[span.start : span.end]}" for span in found]


def test_the_label_of_the_first_part_is_that_of_the_word():
    text = "AT&T's U.S. arm"
    assert said(text, {"AT": "B-ORG", "U": "B-LOC"}) == ["ORG AT&T", "LOC U.S."]


def test_an_i_goes_on_with_the_name_before_it_and_begins_one_where_there_is_none():
    assert said("Morgan Stanley rose", {"Morgan": "B-ORG", "Stanley": "I-PER"}) == ["ORG Morgan Stanley"]
    assert said("then Lilly rose", {"Lilly": "I-ORG"}) == ["ORG Lilly"]
    assert said("Ford Tesla", {"Ford": "B-ORG", "Tesla": "B-ORG"}) == ["ORG Ford", "ORG Tesla"]

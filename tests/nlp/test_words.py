import pytest

from stockpress_nlp.words import word_places


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


def test_an_accent_of_its_own_belongs_to_its_letter():
    text = "Zu\u0308rich, L'Ore\u0301al"
    assert [text[start:end] for start, end in word_places(text)] == ["Zu\u0308rich", ",", "L", "'", "Ore\u0301al"]


def test_no_letter_is_lost():
    text = "Odd: \u0301\u200b🚀x_y #[]{} ''s 12,, ..a"
    assert "".join(text[a:b] for a, b in word_places(text)) == "".join(text.split())

from stockpress_nlp.training.case_vocabulary import CAPITALISED, LOWER, UPPER, with_cases
from stockpress_nlp.training.pieces import Pieces

UNCASED = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "n", "gold", "##man", "##v", "##id", "##ia", ".", "3", "nestle"]


def pieces_of(word: str) -> list[str]:
    vocabulary = with_cases(UNCASED).pieces
    return [vocabulary[number] for number in Pieces(vocabulary).cut(word)]


def test_the_vocabulary_keeps_its_order_and_gains_capitalised_and_upper_copies():
    made = with_cases(UNCASED)
    assert list(made.pieces[: len(UNCASED)]) == UNCASED
    assert len(set(made.pieces)) == len(made.pieces)
    rows = dict(zip(made.pieces, zip(made.origins, made.cases, strict=True), strict=True))
    assert rows["gold"] == (5, LOWER)
    assert rows["Gold"] == (5, CAPITALISED)
    assert rows["GOLD"] == (5, UPPER)
    assert rows["##ID"] == (8, UPPER)
    assert "##Id" not in rows


def test_a_word_is_cut_as_its_small_form_would_be():
    assert pieces_of("Goldman") == ["Gold", "##man"]
    assert pieces_of("NVIDIA") == ["N", "##V", "##ID", "##IA"]


def test_accents_are_dropped_and_signs_stand_apart():
    assert pieces_of("Nestlé") == ["Nestle"]
    assert pieces_of("n.3") == ["n", ".", "3"]


def test_what_is_unknown_is_one_piece():
    assert pieces_of("東京") == ["[UNK]"]
    assert pieces_of("\u0301") == ["[UNK]"]
    assert pieces_of("n" * 1000) == ["[UNK]"]

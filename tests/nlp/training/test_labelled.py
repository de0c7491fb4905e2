import pytest

from stockpress_nlp.training.labelled import Labelled, Span, from_words, labels_of, spans_of
from stockpress_nlp.words import word_places


def test_words_and_labels_become_a_sentence_with_places():
    sentence = from_words(["Tim", "Cook", "runs", "Apple", "."], ["B-PER", "I-PER", "O", "B-ORG", "O"])
    assert sentence.text == "Tim Cook runs Apple ."
    assert sentence.spans == (Span(0, 8, "PER"), Span(14, 19, "ORG"))


def test_an_i_without_a_b_begins_a_name_and_a_b_ends_the_one_before():
    sentence = from_words(["Boeing", "Airbus", "Paris"], ["I-ORG", "B-ORG", "I-LOC"])
    assert [span.type for span in sentence.spans] == ["ORG", "ORG", "LOC"]


def test_labels_and_places_of_names_are_two_ways_to_say_the_same():
    sentence = from_words(["New", "York", "'s", "Citi"], ["B-LOC", "I-LOC", "O", "B-ORG"])
    places = word_places(sentence.text)
    labels = labels_of(places, sentence.spans)
    assert labels == ["B-LOC", "I-LOC", "O", "B-ORG"]
    assert spans_of(places, labels) == sentence.spans


def test_a_word_that_is_partly_in_a_name_counts_as_in_it():
    assert labels_of([(0, 7), (8, 12)], (Span(0, 3, "LOC"),)) == ["B-LOC", "O"]


@pytest.mark.parametrize(
    ("start", "end", "type_", "said"), [(3, 3, "ORG", "start < end"), (0, 3, "DATE", "PER, ORG, LOC, MISC")]
)
def test_a_bad_span_is_refused(start: int, end: int, type_: str, said: str):
    with pytest.raises(ValueError, match=said):
        Span(start, end, type_)


def test_names_over_each_other_or_outside_of_the_text_are_refused():
    for spans in ((Span(0, 5, "ORG"), Span(3, 6, "ORG")), (Span(0, 60, "ORG"),)):
        with pytest.raises(ValueError, match="places in order inside"):
            Labelled("Apple rose.", spans)

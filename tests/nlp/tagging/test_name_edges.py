import pytest

from stockpress_nlp.tagging.name_edges import within


def edges(text: str, type_: str, *, edited: bool = True) -> list[str]:
    return [text[start:end] for start, end in within(text, type_, edited)]


@pytest.mark.parametrize(
    ("text", "type_", "names"),
    [
        ("Next's", "organisation", ["Next"]),
        ("[Mykhailo Fedorov", "person", ["Mykhailo Fedorov"]),
        ("cameraman Maher Nazeh", "person", ["Maher Nazeh"]),
        ("Sen. Chris Murphy", "person", ["Chris Murphy"]),
        ("Lady Starmer", "person", ["Lady Starmer"]),
        ("van der Berg", "person", ["van der Berg"]),
        ("London-based Energy Institute", "organisation", ["Energy Institute"]),
        ("Microsoft woo VMware", "organisation", ["Microsoft", "VMware"]),
        ("Home Depot management", "organisation", ["Home Depot"]),
        ("Department of Health and Human Services", "organisation", ["Department of Health and Human Services"]),
        ("Democratic Progressive party", "organisation", ["Democratic Progressive party"]),
        ("Orange and", "place", ["Orange"]),
        ("of Members", "organisation", []),
        ("Adeia – Rosenblatt Securities", "organisation", ["Adeia", "Rosenblatt Securities"]),
        ("Roger Waters – The Wall", "misc", ["Roger Waters – The Wall"]),
        ("CFO Rhonda Castellano", "organisation", ["Rhonda Castellano"]),
    ],
)
def test_a_name_begins_and_ends_with_a_word_of_its_own(text: str, type_: str, names: list[str]):
    assert edges(text, type_) == names


def test_where_names_have_no_capitals_none_are_asked_for():
    assert edges("san francisco", "place", edited=False) == ["san francisco"]
    assert edges("東京", "place") == ["東京"]

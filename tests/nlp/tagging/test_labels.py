import pytest

from stockpress_nlp.tagging.labels import LabelsUnknown, PartLabel, entity_type, names, require_known


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


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ({"Tim": "I-PER", "Cook": "I-PER"}, ["PER Tim Cook"]),
        ({"Tim": "PERSON", "Cook": "PERSON"}, ["PERSON Tim Cook"]),
        ({"Tim": "B-PER", "Cook": "E-PER", "Dublin": "S-LOC"}, ["PER Tim Cook", "LOC Dublin"]),
    ],
)
def test_labels_of_other_schemes_are_read_too(labels: dict[str, str], found: list[str]):
    assert said("Tim Cook saw Dublin", labels) == found


def test_types_of_other_models_are_ours_or_nothing():
    assert [entity_type(type_) for type_ in ("PER", "ORG", "GPE", "MISC", "DATE")] == [
        "person",
        "organisation",
        "place",
        "misc",
        None,
    ]


def test_the_probability_of_a_type_is_that_of_its_labels_together():
    label = PartLabel.read("B-LOC", {"word": "Rome", "sentence": "0", "B-LOC": "0.5", "I-LOC": "0.2", "B-GPE": "0.1"})
    assert label.probability("LOC") == pytest.approx(0.7)
    assert label.probability_of("place") == pytest.approx(0.8)
    assert label.probability_of("person") == 0


def test_a_model_of_other_things_is_refused():
    require_known(["O", "B-PER"], "here")
    with pytest.raises(LabelsUnknown, match="here: expected labels such as B-PER and I-ORG, found the types DISEASE"):
        require_known(["O", "B-DISEASE", "I-DISEASE"], "here")

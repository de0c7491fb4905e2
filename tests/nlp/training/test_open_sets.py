from pathlib import Path

import pytest

from stockpress_nlp.training.open_sets import LabelledSetMissing, LabelledSetUnreadable, sec, uner, wikigold, wnut

SHARED = Path(__file__).parents[4] / "shared" / "data" / "ner"


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_uner_skips_remarks(tmp_path: Path):
    folder = put(
        tmp_path,
        "uner_ewt/en_ewt-ud-dev.iob2",
        "# text = In Tampa Bay\n1\tIn\tO\t-\n2\tTampa\tB-LOC\t-\n3\tBay\tI-LOC\t-\n\n# x\n1\tHi\tO\t-\n",
    )
    first, second = uner(folder, "dev")
    assert (first.text, [span.type for span in first.spans]) == ("In Tampa Bay", ["LOC"])
    assert second.words == ("Hi",)
    assert not first.misc_marked


def test_wnut_maps_corporations_and_groups_to_organisations_and_products_to_misc(tmp_path: Path):
    folder = put(tmp_path, "wnut17/wnut17train.conll", "Sony\tB-corporation\nPS4\tB-product\nQueen\tB-group\n\t\n")
    (sentence,) = wnut(folder, "train")
    named = [(sentence.text[s.start : s.end], s.type) for s in sentence.spans]
    assert named == [("Sony", "ORG"), ("PS4", "MISC"), ("Queen", "ORG")]


def test_wikigold_drops_misc_of_one_word_and_leaves_open_what_else_is(tmp_path: Path):
    text = "French I-MISC\ncrews O\nfly O\nPan I-MISC\nAm I-MISC\nfor O\nMad I-ORG\n\n"
    folder = put(tmp_path, "wikigold/CONLL-format/data/wikigold.conll.txt", text)
    (sentence,) = wikigold(folder)
    assert [(sentence.text[s.start : s.end], s.type) for s in sentence.spans] == [("Pan Am", "MISC"), ("Mad", "ORG")]
    assert not sentence.misc_marked


def test_sec_filings_lose_the_roles_of_their_parties(tmp_path: Path):
    text = "-DOCSTART- -X- -X- O\n\nBorrower NNP - I-PER\npays VBZ - O\nSilicon NNP - I-ORG\nValley NNP - I-ORG\n\n"
    folder = put(tmp_path, "sec_filings/CONLL-format/data/test/FIN3.txt", text)
    (sentence,) = sec(folder)
    assert [sentence.text[s.start : s.end] for s in sentence.spans] == ["Silicon Valley"]


def test_a_missing_set_and_a_strange_line_are_named(tmp_path: Path):
    with pytest.raises(LabelledSetMissing, match="--data"):
        uner(tmp_path, "dev")
    folder = put(tmp_path, "wnut17/wnut17train.conll", "Sony corporation\n\n")
    with pytest.raises(LabelledSetUnreadable, match="Sony corporation"):
        wnut(folder, "train")


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED}: the open labelled sets are not here")
def test_the_sets_are_read_whole():
    assert len(uner(SHARED, "test")) == 2077
    assert sum(len(sentence.spans) for sentence in uner(SHARED, "test")) == 1088
    assert [len(wnut(SHARED, part)) for part in ("train", "dev", "test")] == [3394, 1009, 1287]
    assert len(wikigold(SHARED)) == 1696

import json
from pathlib import Path

import pytest

from stockpress_nlp.training.silver_texts import TextsMissing, silver_texts


def test_texts_are_read_once_and_never_those_of_a_test(tmp_path: Path):
    with pytest.raises(TextsMissing, match="hutto_ICWSM_2014"):
        silver_texts(tmp_path, [])
    reviews = tmp_path / "hutto_ICWSM_2014" / "tweets_GroundTruth.txt"
    reviews.parent.mkdir()
    lines = ["1\t0.5\tCoffee with Ada &amp; Bo was great today.", "2\t-1\tCOFFEE with Ada & Bo was great today!!!"]
    reviews.write_text("\n".join([*lines, "3\t2\tThis one is in the test set."]), encoding="utf-8")
    pages = tmp_path / "pages" / "article-extraction-benchmark" / "ground-truth.json"
    pages.parent.mkdir(parents=True)
    pages.write_text(json.dumps({"x": {"articleBody": "Acme Inc. rose by a tenth. Its rival fell by half."}}), "utf-8")
    assert silver_texts(tmp_path, ["This one is, in the test set"]) == [
        "Coffee with Ada & Bo was great today.",
        "Acme Inc. rose by a tenth.",
        "Its rival fell by half.",
    ]

from __future__ import annotations

import pytest

from stockpress_nlp.extractive.opening_marks import without_layout
from stockpress_nlp.extractive.summariser import ExtractiveSummariser


@pytest.mark.parametrize(
    "mark",
    [
        "NEW YORK (Reuters) - ",
        "KATHMANDU, April 25 (Reuters) - ",
        "BEIRUT/THE HAGUE, March 7 (Reuters) - ",
        "SAN FRANCISCO (AP) — ",
        "DUBAI, United Arab Emirates — ",
        "VIENNA — ",
        "Berlin (dpa) - ",
        "LONDON, Aug. 3 (Xinhua) -- ",
        "(CNN)",
        "- ",
        "NEW DELHI: ",
        "• ",
    ],
)
def test_datelines_and_bullets_are_cut_off(mark: str):
    assert without_layout(f"{mark}The house was sold.") == "The house was sold."


@pytest.mark.parametrize(
    "sentence",
    [
        "IBM — the computer firm — said so.",
        "The European Central Bank (ECB) - which sets rates - met.",
        "PG&E - The utility that failed.",
        "Apple (AAPL) rose. It fell.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(sentence: str):
    assert without_layout(sentence) == sentence


def test_a_summary_begins_with_its_story():
    body = "NEW YORK (Reuters) - Oil fell by 3 per cent on Tuesday. Gold rose. Copper fell."
    assert ExtractiveSummariser.load().summarise_text("Oil falls", body).startswith("Oil fell by 3 per cent")

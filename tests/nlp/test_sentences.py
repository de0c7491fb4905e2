from __future__ import annotations

import pytest

from stockpress_nlp.sentences import sentences, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Apple Inc. rose 3.5 per cent in the U.S. market. It had opened at 9 a.m. in New York.",
            ["Apple Inc. rose 3.5 per cent in the U.S. market.", "It had opened at 9 a.m. in New York."],
        ),
        ('"We are here. It works," she said. He left.', ['"We are here. It works," she said.', "He left."]),
        ("“One. Two,” he said. Three.", ["“One. Two,” he said.", "Three."]),
        ("In New York, Estée Lauder Cos. gained 4 per cent. It fell.", 2),
        ("It is said that Mr. Moore met Ms. Lee. He left.", 2),
        ("It revised the Japan-U.S. Pact. He left.", ["It revised the Japan-U.S. Pact.", "He left."]),
        ("On Wall Street the Nasdaq Composite . IXIC added 0.2 per cent. It fell.", 2),
        ("First paragraph\n\nSecond paragraph. Third.", ["First paragraph", "Second paragraph.", "Third."]),
        ("今日は上がった。明日は下がる。", ["今日は上がった。", "明日は下がる。"]),
        (" \n \0 ", []),
        ("A\u00a0. Then more.", ["A .", "Then more."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str] | int):
    found = sentences(text)
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_a_quotation_that_is_never_closed_does_not_swallow_the_article():
    assert len(sentences('"It rose. ' + "The market fell by 3 per cent on Monday. " * 60)) > 30


def test_words_of_scripts_without_spaces_are_counted_by_characters():
    assert word_count("Apple Inc. rose 3.5 per cent") == 6
    assert word_count("今日は上がった") == 4

from __future__ import annotations

import io
from pathlib import Path

import pytest

from stockpress_desk.given_texts import given_texts


def test_lines_are_texts_and_what_is_none_is_named_by_its_line(tmp_path: Path):
    file = tmp_path / "texts.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "text": "Shares rose.", "headline": "Shares", "language": "en"}\n'
        b'\n{"text": ""}\nno json\n["text"]\n{"id": 5, "text": 5}\n{"id": 6, "text": "\\ud800"}\n'
        b'{"id": true, "text": "x", "headline": 3}\n' + b"[" * 100_000 + b"\n"
    )
    first, empty, *refused = given_texts([file], plain=False)
    assert (first.id, first.text, first.headline, first.language) == ("a", "Shares rose.", "Shares", "en")
    assert (empty.id, empty.text, empty.refused) == (3, "", None)
    assert [(each.where.rpartition(", ")[2], each.id) for each in refused] == [
        ("line 4", 4), ("line 5", 5), ("line 6", 6), ("line 7", 6), ("line 8", 8), ("line 9", 9),
    ]  # fmt: skip
    assert all(each.refused and each.refused.startswith("expected ") for each in refused)


def test_a_file_of_another_name_is_one_text(tmp_path: Path):
    file = tmp_path / "story.txt"
    file.write_text("Shares rose.\nThey fell.\n")
    (text,) = given_texts([file], plain=False)
    assert (text.id, text.text) == (str(file), "Shares rose.\nThey fell.\n")
    file.write_bytes(b"Shares\xff")
    (text,) = given_texts([file], plain=False)
    assert text.refused == "expected UTF-8, found another byte at 6"


@pytest.mark.parametrize(("plain", "texts"), [(True, ['{"text": "a"}\n']), (False, ["a"])])
def test_standard_input_is_lines_or_one_text(plain: bool, texts: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "a"}\n')))
    assert [each.text for each in given_texts([], plain)] == texts

import json
from pathlib import Path

import pytest

from stockpress_nlp import seq2seq
from stockpress_nlp.model import ModelMissing
from stockpress_nlp.seq2seq import EngineAbsent, Seq2SeqSummariser, sections
from stockpress_nlp.summariser_folder import require_summariser


def test_sections_are_whole_sentences_that_fit():
    assert sections([["a"] * 3, ["b"] * 2, ["c"] * 4], 5) == [["a"] * 3 + ["b"] * 2, ["c"] * 4]


def test_a_sentence_longer_than_the_window_is_divided_and_nothing_is_lost():
    sentences = [["a"], [str(number) for number in range(12)], ["z"]]
    divided = sections(sentences, 5)
    assert [token for each in divided for token in each] == [token for each in sentences for token in each]
    assert max(map(len, divided)) == 5


def test_no_text_has_no_section():
    assert sections([], 5) == []


def test_a_folder_without_the_files_says_which_and_what_writes_them(tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"model\.bin: expected .*`stockpress export-summariser`"):
        Seq2SeqSummariser(tmp_path)


def folder_of(path: Path, settings: dict[str, object]) -> Path:
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (path / file).write_text("")
    (path / "seq2seq.json").write_text(json.dumps(settings))
    (path / "summariser.json").write_text('{"summariser": "seq2seq"}')
    return path


def test_settings_that_are_not_known_are_named(tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"seq2seq\.json: expected an object with window, .*'width'"):
        Seq2SeqSummariser(folder_of(tmp_path, {"width": 4}))


def test_an_engine_that_is_not_installed_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = folder_of(tmp_path, {"window": 32})
    require_summariser(folder)
    monkeypatch.setattr(seq2seq, "NEEDED", ("engine_of_nobody",))
    with pytest.raises(EngineAbsent, match=r"no engine_of_nobody; `uv sync --group seq2seq`"):
        Seq2SeqSummariser(folder).summarise(["h"], ["A body."], ["en"])

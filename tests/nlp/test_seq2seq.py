import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from stockpress_nlp import seq2seq
from stockpress_nlp.model import ModelMissing
from stockpress_nlp.seq2seq import EngineAbsent, Seq2SeqSummariser, sections
from stockpress_nlp.summariser_folder import require_summariser

LETTERS = list("abcdefghijklmnopqrst")


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


class FirstWords:
    """Stands for the engine: of each section it gives back the first words."""

    def __init__(self) -> None:
        self.read: list[list[list[str]]] = []

    def translate_batch(self, texts: list[list[str]], **_: object) -> list[SimpleNamespace]:
        self.read.append(texts)
        return [SimpleNamespace(hypotheses=[text[1:3]]) for text in texts]


def test_a_long_article_is_read_whole_by_sections_and_their_summaries_again(tmp_path: Path):
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(["<s>", "</s>", "<unk>", *LETTERS])}))
    words.pre_tokenizer = WhitespaceSplit()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    summariser = Seq2SeqSummariser(folder_of(tmp_path, {"window": 8}))
    words.save(str(tmp_path / "tokenizer.json"))
    summariser.__dict__["_translator"] = engine = FirstWords()
    assert summariser.summarise(["h", "only a headline"], [" ".join(LETTERS), ""], [None, None]) == [
        "a b",
        "only a headline",
    ]
    first, *later = engine.read
    assert [token for text in first for token in text[1:-1]] == LETTERS
    assert all(len(text) <= 8 for texts in engine.read for text in texts)
    assert later

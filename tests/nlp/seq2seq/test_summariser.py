import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from stockpress.article import Article
from stockpress_nlp import mlflow_access
from stockpress_nlp.model import Model, ModelMissing
from stockpress_nlp.seq2seq import summariser as seq2seq
from stockpress_nlp.seq2seq.beam_search import BeamSearch
from stockpress_nlp.seq2seq.summariser import EngineAbsent, Seq2SeqSummariser, sections
from stockpress_nlp.summaries import summarise
from stockpress_nlp.summariser_folder import load_summariser, require_summariser
from tests.nlp.conftest import STRANGE_BODIES
from tests.nlp.seq2seq.tiny import write_tiny_seq2seq

LETTERS = list("abcdefghijklmnopqrst")


def test_sections_are_whole_sentences_that_fit():
    assert sections([[1] * 3, [2] * 2, [3] * 4], 5) == [[1] * 3 + [2] * 2, [3] * 4]


def test_a_sentence_longer_than_the_window_is_divided_and_nothing_is_lost():
    sentences = [[1], list(range(12)), [2]]
    divided = sections(sentences, 5)
    assert [token for each in divided for token in each] == [token for each in sentences for token in each]
    assert max(map(len, divided)) == 5


def test_no_text_has_no_section():
    assert sections([], 5) == []


def test_a_folder_without_the_files_says_which_and_what_writes_them(tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"reader\.onnx: expected .*`stockpress export-summariser`"):
        Seq2SeqSummariser(tmp_path)


def test_settings_that_are_not_known_are_named(tmp_path: Path):
    folder = write_tiny_seq2seq(tmp_path)
    asked = json.loads((folder / "seq2seq.json").read_text())
    (folder / "seq2seq.json").write_text(json.dumps(asked | {"width": 4}))
    with pytest.raises(ModelMissing, match=r"seq2seq\.json: expected an object with window, .*'width'"):
        Seq2SeqSummariser(folder)


def test_settings_without_an_end_token_are_refused(tmp_path: Path):
    folder = write_tiny_seq2seq(tmp_path)
    (folder / "seq2seq.json").write_text('{"window": 32, "start_token": 2}')
    with pytest.raises(ModelMissing, match=r"expected an object with window, .*end_tokens, .*found: KeyError"):
        Seq2SeqSummariser(folder)


def test_an_engine_that_is_not_installed_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = write_tiny_seq2seq(tmp_path)
    require_summariser(folder)
    monkeypatch.setattr(seq2seq, "NEEDED", ("engine_of_nobody",))
    with pytest.raises(EngineAbsent, match=r"no engine_of_nobody; `uv sync --group seq2seq`"):
        Seq2SeqSummariser(folder).summarise(["h"], ["A body."], ["en"])


class FirstWords:
    """Stands for the engine: of each section it gives back the first words."""

    def __init__(self) -> None:
        self.read: list[list[list[int]]] = []

    def write(self, texts: list[list[int]], searches: list[BeamSearch]) -> list[list[int]]:
        assert len(texts) == len(searches)
        self.read.append(texts)
        return [text[1:3] for text in texts]


def test_a_long_article_is_read_whole_by_sections_and_their_summaries_again(tmp_path: Path):
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(["<s>", "</s>", "<unk>", *LETTERS])}))
    words.pre_tokenizer = WhitespaceSplit()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    summariser = Seq2SeqSummariser(write_tiny_seq2seq(tmp_path, window=8))
    words.save(str(tmp_path / "tokenizer.json"))
    summariser.__dict__["_engine"] = engine = FirstWords()
    assert summariser.summarise(["h", "only a headline"], [" ".join(LETTERS), ""], [None, None]) == [
        "a b",
        "only a headline",
    ]
    first, *later = engine.read
    assert sorted(token for text in first for token in text[1:-1]) == [words.token_to_id(each) for each in LETTERS]
    assert all(len(text) <= 8 for texts in engine.read for text in texts)
    assert later


SHORT = "Shares rose."
LONG = "The market fell by 3 per cent on Monday, and nobody knew why. " * 40


def alone(summariser: Seq2SeqSummariser, bodies: list[str]) -> list[str]:
    """Return the summary of each body, one asked for at a time."""
    return [summariser.summarise(["h"], [body], ["en"])[0] for body in bodies]


def tokens_written(summariser: Seq2SeqSummariser, body: str) -> int:
    """Return how many tokens the engine writes of *body*, the start counted."""
    lengths, write = list[int](), summariser._engine.write

    def counted(texts: list[list[int]], searches: list[BeamSearch]) -> list[list[int]]:
        written = write(texts, searches)
        lengths.extend(1 + len(each) for each in written)
        return written

    summariser._engine.write = counted  # pyright: ignore[reportAttributeAccessIssue]
    summariser.summarise(["h"], [body], ["en"])
    return lengths[0]


def test_the_engine_summarises_articles_together_as_it_does_each_alone(tmp_path: Path):
    summariser = Seq2SeqSummariser(write_tiny_seq2seq(tmp_path, no_repeat_ngram_size=3))
    bodies = [SHORT, LONG, "", *(body for body in STRANGE_BODIES.values() if len(body) < 5000)]
    made = summariser.summarise(["h"] * len(bodies), bodies, ["en"] * len(bodies))
    assert made == alone(summariser, bodies)
    assert all(made) and made[2] == "h"
    assert len(set(made)) > len(made) / 2


def test_a_short_text_need_not_be_as_long_as_the_least_length_beside_a_long_one(tmp_path: Path):
    free = write_tiny_seq2seq(tmp_path / "free", max_length=18)
    bound = write_tiny_seq2seq(tmp_path / "bound", max_length=18, min_length=15)
    short, long = "Zinc fell again.", "Zinc prices fall as stocks rise in Shanghai."
    assert tokens_written(Seq2SeqSummariser(free), long) < 15
    assert tokens_written(Seq2SeqSummariser(bound), long) >= 15
    assert alone(Seq2SeqSummariser(bound), [short]) == alone(Seq2SeqSummariser(free), [short])
    made = Seq2SeqSummariser(bound).summarise(["h", "h"], [short, long], ["en", "en"])
    assert made == alone(Seq2SeqSummariser(bound), [short, long])


def test_a_prefix_stands_before_each_section(tmp_path: Path):
    plain = Seq2SeqSummariser(write_tiny_seq2seq(tmp_path / "plain"))
    prefixed = Seq2SeqSummariser(write_tiny_seq2seq(tmp_path / "prefixed", prefix="summarize: "))
    assert alone(prefixed, ["It rose."]) == alone(plain, ["summarize: It rose."]) != alone(plain, ["It rose."])
    assert alone(prefixed, [LONG])[0]


def test_a_seq2seq_model_summarises_on_spark_as_it_does_here(
    tmp_path: Path, spark: SparkSession, strange: dict[str, Article], stories: list[Article]
):
    folder = write_tiny_seq2seq(tmp_path / "tiny")
    mlflow_access.write_pyfunc(tmp_path / "model", "stockpress_nlp.summariser_folder", folder)
    articles = [*(each for each in strange.values() if len(each.body) < 5000), *stories[:3]]
    made = summarise(spark, articles, Model("tiny", "1", tmp_path / "model"))
    here = load_summariser(folder).summarise(
        [each.headline for each in articles], [each.body for each in articles], [each.language for each in articles]
    )
    assert [each.text for each in made] == here

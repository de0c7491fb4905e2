from pathlib import Path

import pytest

from stockpress_nlp.training.news_lines import market_news

torch = pytest.importorskip("torch", reason="torch: not in this environment; `uv sync --group train`")
pytestmark = pytest.mark.filterwarnings("ignore")

SMALL = {
    "hidden_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 192,
    "max_position_embeddings": 256,
}


@pytest.fixture(scope="module")
def words() -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters), *".,'$%&-()\""]


@pytest.fixture(scope="module")
def minilm(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> Path:
    """A BERT of the right shape with random weights."""
    from transformers import BertConfig, BertModel  # pyright: ignore[reportMissingImports]

    folder = tmp_path_factory.mktemp("minilm")
    BertModel(BertConfig(vocab_size=len(words), **SMALL)).save_pretrained(folder)
    return folder


def test_a_tagger_learns_and_its_file_says_what_the_network_said(tmp_path: Path, minilm: Path, words: list[str]):
    from stockpress_nlp.training.case_vocabulary import with_cases
    from stockpress_nlp.training.first_weights import load_tagger
    from stockpress_nlp.training.learning import Course, teach
    from stockpress_nlp.training.lessons import plain_round
    from stockpress_nlp.training.model_folder import write_model
    from stockpress_nlp.training.onnx_tagger import OnnxTagger
    from stockpress_nlp.training.pieces import Pieces
    from stockpress_nlp.training.scores import score

    vocabulary = with_cases(words)
    news = market_news("train")[:24]
    said: list[str] = []
    tagger = load_tagger(minilm, seed=1)
    course = Course(rounds=50, batch=8, rate=1e-3, fresh_rate=1e-3, hidden=0.0)
    round_ = plain_round([(each, lambda sentence, _: sentence) for each in news], Pieces(vocabulary.pieces))
    teach(tagger, vocabulary, round_, course, said.append)
    write_model(tagger, vocabulary, tmp_path)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said]
    assert losses[-1] < losses[0] / 2

    found = OnnxTagger(tmp_path).tag([each.text for each in news])
    assert score([each.spans for each in news], found)["all"].f1 > 30
    assert not list(tmp_path.rglob("*.new"))


def test_eight_bits_stay_close_to_the_rows():
    import numpy as np

    from stockpress_nlp.training.onnx_file import eight_bits

    rows = np.random.default_rng(1).normal(size=(40, 30)).astype(np.float32)
    small, scale = eight_bits(rows)
    assert np.abs(small * scale - rows).max() <= scale.max() / 2 + 1e-6

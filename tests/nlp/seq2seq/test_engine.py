import json
from typing import Any

import numpy as np
import pytest

from stockpress_nlp.seq2seq.beam_search import BeamSearch
from stockpress_nlp.seq2seq.engine import Engine
from stockpress_nlp.seq2seq.settings import Seq2SeqSettings
from tests.nlp.seq2seq.tiny import GENERATED, MODEL

MADE: dict[str, Any] = json.loads(GENERATED.read_text("utf-8"))


def written_by_us(engine: Engine, texts: list[list[int]], asked: dict[str, Any]) -> list[list[int]]:
    settings = Seq2SeqSettings(window=128, start_token=2, end_tokens=(2,), **asked)
    return engine.write(texts, [BeamSearch(settings, settings.min_length) for _ in texts])


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(MODEL)


def test_each_text_alone_is_written_as_transformers_generate(engine: Engine):
    assert len(MADE["cases"]) >= 30
    for case in MADE["cases"]:
        for text, expected in zip(MADE["texts"], case["written"], strict=True):
            assert expected is None or written_by_us(engine, [text], case["settings"]) == [expected], case["settings"]


def test_texts_of_many_lengths_are_written_together_as_each_alone(engine: Engine):
    assert len({len(text) for text in MADE["texts"]}) > 6
    for case in MADE["cases"]:
        ours = written_by_us(engine, MADE["texts"], case["settings"])
        assert [made for made, expected in zip(ours, case["written"], strict=True) if expected is not None] == [
            expected for expected in case["written"] if expected is not None
        ], case["settings"]


def test_more_tokens_than_the_model_knows_may_be_asked_for(engine: Engine):
    writing = engine.read([MADE["texts"][0]], 1)
    tokens, log_probabilities = engine.step(writing, np.array([[2]]), 1000)
    assert sorted(tokens[0, 0].tolist()) == list(range(260))
    assert np.exp(log_probabilities).sum() == pytest.approx(1, abs=1e-4)

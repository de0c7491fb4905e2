import random
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch: not in this environment; `uv sync --group train --group seq2seq`")
pytest.importorskip("onnx", reason="onnx: not in this environment; `uv sync --group train`")
pytestmark = pytest.mark.filterwarnings("ignore")

WORDS = ["<s>", "<pad>", "</s>", "<unk>", *(f"w{number}" for number in range(60))]
WINDOW = 32
# so that about half of the summaries end by themselves
END_LIKELIER = 6.0


def checkpoint(folder: Path, beams: int = 1, **generation: object) -> Path:
    """Write a BART of the right shape with random weights, and return its folder."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    from tests.nlp.random_bart import write_random_bart

    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = WhitespaceSplit()  # pyright: ignore[reportAttributeAccessIssue]
    if beams > 1:
        generation = {"num_beams": beams, "early_stopping": True, "length_penalty": 2.0} | generation
    asked = {"max_length": 20, "forced_eos_token_id": 2, **generation}
    write_random_bart(folder, words, 32, WINDOW, END_LIKELIER, **asked)
    return folder


BOTH = {"min_length": 9, "no_repeat_ngram_size": 3}


FREE_END = {"forced_eos_token_id": None}


@pytest.mark.parametrize(
    ("beams", "forced", "asked"),
    [
        (1, None, {}),
        (1, 0, BOTH),
        (4, None, {}),
        (4, None, BOTH),
        (4, 0, {}),
        (4, 0, BOTH),
        (4, 0, BOTH | FREE_END),
        (4, 0, BOTH | {"early_stopping": False, "length_penalty": 0.8}),
        (4, 0, BOTH | {"early_stopping": "never"}),
        (4, None, {"max_length": None, "max_new_tokens": 15, "min_new_tokens": 5}),
    ],
)
def test_an_export_writes_what_transformers_generate(tmp_path: Path, beams: int, forced: int | None, asked: dict):
    from transformers import (  # pyright: ignore[reportMissingImports]
        AutoTokenizer,
        BartForConditionalGeneration,
    )

    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    hub = checkpoint(tmp_path / "hub", beams=beams, forced_bos_token_id=forced, **asked)
    export_summariser(str(hub), tmp_path / "made")
    chance = random.Random(1)
    texts = [" ".join(chance.choices(WORDS[4:], k=chance.randrange(20, WINDOW - 2))) for _ in range(20)]
    ours = load_summariser(tmp_path / "made").summarise([""] * len(texts), texts, [None] * len(texts))
    tokenizer = AutoTokenizer.from_pretrained(hub)
    bart = BartForConditionalGeneration.from_pretrained(hub).eval()
    for text, summary in zip(texts, ours, strict=True):
        with torch.no_grad():
            ids = bart.generate(torch.tensor([tokenizer(text)["input_ids"]]))
        assert summary == tokenizer.decode(ids[0], skip_special_tokens=True)


def test_an_export_in_eight_bits_is_smaller_and_reads_texts_of_any_length(tmp_path: Path):
    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    hub = str(checkpoint(tmp_path / "hub"))
    export_summariser(hub, tmp_path / "whole")
    assert export_summariser(hub, tmp_path / "small", int8=True).weights == "int8"
    sizes = [(tmp_path / name / "writer.weights").stat().st_size for name in ("whole", "small")]
    assert sizes[1] < sizes[0] * 0.5
    assert load_summariser(tmp_path / "small").summarise(["h"], ["w1 w2 w3 w4. " * 200], ["en"])[0]


def test_a_checkpoint_in_half_precision_is_written_in_single(tmp_path: Path):
    from transformers import BartForConditionalGeneration  # pyright: ignore[reportMissingImports]

    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    hub = checkpoint(tmp_path / "hub")
    BartForConditionalGeneration.from_pretrained(hub, dtype=torch.float16).save_pretrained(hub)
    export_summariser(str(hub), tmp_path / "made")
    assert load_summariser(tmp_path / "made").summarise(["h"], ["w1 w2 w3 w4."], ["en"])[0]


def words_of_pieces() -> object:
    """Return a tokenizer of pieces that say where a word begins, as a T5, a PEGASUS and an mBART have it."""
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast  # pyright: ignore[reportMissingImports]

    marks = ["<pad>", "</s>", "<unk>", "<s>", "en_XX"]
    pieces = [(mark, 0.0) for mark in marks] + [("\u2581", -3.0), ("\u2581summarize", -4.0), (":", -4.0)]
    words = Tokenizer(Unigram([*pieces, *((f"\u2581{word}", -5.0) for word in WORDS[4:])], unk_id=2))
    words.pre_tokenizer = pre_tokenizers.Metaspace()  # pyright: ignore[reportAttributeAccessIssue]
    words.decoder = decoders.Metaspace()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        extra_special_tokens=["en_XX"],
        model_max_length=WINDOW,
    )


def others(kind: str, vocab_size: int) -> object:
    """Return a model of another kind with random weights, and what its checkpoint asks for."""
    import transformers  # pyright: ignore[reportMissingImports]

    torch.manual_seed(1)
    marks = {"pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 3, "vocab_size": vocab_size}
    if kind in ("T5", "MT5"):
        asked = {"summarization": {"prefix": "summarize: ", "num_beams": 4, "max_length": 16, "early_stopping": True}}
        config = getattr(transformers, f"{kind}Config")(
            **marks, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, decoder_start_token_id=0,
            task_specific_params=asked,
        )  # fmt: skip
    else:
        config = getattr(transformers, f"{kind}Config")(
            **marks, d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, init_std=0.6,
            decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=WINDOW,
            decoder_start_token_id=4 if kind == "MBart" else 0, forced_eos_token_id=1,
        )  # fmt: skip
    return getattr(transformers, f"{kind}ForConditionalGeneration")(config).eval()


@pytest.mark.parametrize("kind", ["T5", "MT5", "Pegasus", "MBart"])
def test_other_kinds_of_models_write_what_transformers_generate(tmp_path: Path, kind: str):
    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    tokenizer: Any = words_of_pieces()
    model: Any = others(kind, len(tokenizer))
    model.generation_config.update(max_length=16, num_beams=4, early_stopping=True, min_length=3)
    model.save_pretrained(tmp_path / "hub")
    tokenizer.save_pretrained(tmp_path / "hub")
    settings = export_summariser(str(tmp_path / "hub"), tmp_path / "made")
    assert settings.prefix == ("summarize: " if "T5" in kind else "")
    assert settings.start_token == (4 if kind == "MBart" else 0)
    chance = random.Random(1)
    texts = [" ".join(chance.choices(WORDS[4:], k=chance.randrange(10, WINDOW - 6))) for _ in range(10)]
    ours = load_summariser(tmp_path / "made").summarise([""] * len(texts), texts, [None] * len(texts))
    for text, summary in zip(texts, ours, strict=True):
        with torch.no_grad():
            ids = model.generate(torch.tensor([tokenizer(settings.prefix + text)["input_ids"]]))
        assert summary == tokenizer.decode(ids[0], skip_special_tokens=True).strip()


def test_a_checkpoint_of_another_kind_and_settings_that_are_not_done_are_refused(tmp_path: Path):
    from transformers import BertConfig, GenerationConfig  # pyright: ignore[reportMissingImports]

    from stockpress_nlp.training.summariser_export import NotASummariser, export_summariser

    BertConfig().save_pretrained(tmp_path / "bert")
    with pytest.raises(NotASummariser, match=r"expected one of bart, .*, found a bert"):
        export_summariser(str(tmp_path / "bert"), tmp_path / "made")
    hub = checkpoint(tmp_path / "hub")
    GenerationConfig(repetition_penalty=1.5).save_pretrained(hub)
    with pytest.raises(NotASummariser, match=r"expected settings of a beam search, found repetition_penalty=1\.5"):
        export_summariser(str(hub), tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_graphs_that_compute_something_else_are_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from stockpress_nlp.training import summariser_export

    def write_others(model: Any, folder: Path) -> None:
        seq2seq_graphs.write_graphs(others("Pegasus", len(WORDS)), folder)

    from stockpress_nlp.training import seq2seq_graphs

    monkeypatch.setattr(summariser_export, "write_graphs", write_others)
    with pytest.raises(summariser_export.NotASummariser, match="a log probability of token 1 differs by"):
        summariser_export.export_summariser(str(checkpoint(tmp_path / "hub")), tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_the_tiny_model_of_the_tests_is_what_an_export_writes(tmp_path: Path):
    from stockpress_nlp.training.summariser_export import export_summariser
    from tests.nlp.seq2seq.tiny import MODEL
    from tests.nlp.seq2seq.tiny.__main__ import write_checkpoint

    write_checkpoint(tmp_path / "hub")
    export_summariser(str(tmp_path / "hub"), tmp_path / "made")
    for file in ("seq2seq.json", "summariser.json", "tokenizer.json", "reader.weights", "writer.weights"):
        assert (tmp_path / "made" / file).read_bytes() == (MODEL / file).read_bytes()

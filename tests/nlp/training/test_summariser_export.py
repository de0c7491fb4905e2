import random
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch: not in this environment; `uv sync --group train --group seq2seq`")
pytest.importorskip("ctranslate2", reason="ctranslate2: not in this environment; `uv sync --group seq2seq`")
pytestmark = pytest.mark.filterwarnings("ignore")

WORDS = ["<s>", "<pad>", "</s>", "<unk>", *(f"w{number}" for number in range(60))]
WINDOW = 32
# so that about half of the summaries end by themselves
END_LIKELIER = 6.0


def checkpoint(folder: Path, beams: int = 1, **generation: object) -> Path:
    """Write a BART of the right shape with random weights, large enough that no two words are as likely."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from tokenizers.processors import TemplateProcessing
    from transformers import (  # pyright: ignore[reportMissingImports]
        BartConfig,
        BartForConditionalGeneration,
        PreTrainedTokenizerFast,
    )

    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=len(WORDS),
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=WINDOW,
        init_std=0.6,
    )
    bart = BartForConditionalGeneration(config)
    bart.final_logits_bias[0, 2] = END_LIKELIER
    if beams > 1:
        generation |= {"num_beams": beams, "early_stopping": True, "length_penalty": 2.0}
    bart.generation_config.update(**{"max_length": 20, "forced_eos_token_id": 2, **generation})
    bart.save_pretrained(folder)
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = WhitespaceSplit()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=words, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder)
    return folder


BOTH = {"min_length": 9, "no_repeat_ngram_size": 3}


# with beams and a forced first word, that an empty summary is allowed or a last word is forced makes differences:
# docs/operating.md
FREE_END = {"forced_eos_token_id": None}


@pytest.mark.parametrize(
    ("beams", "forced", "asked"),
    [
        (1, None, {}),
        (1, 0, BOTH),
        (4, None, {}),
        (4, None, BOTH),
        (4, 0, FREE_END | {"min_length": 3}),
        (4, 0, FREE_END | BOTH),
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
            # the engine makes the words that remain as likely as all were before some were forbidden; so must they
            ids = bart.generate(torch.tensor([tokenizer(text)["input_ids"]]), renormalize_logits=True)
        assert summary == tokenizer.decode(ids[0], skip_special_tokens=True)


def test_an_export_in_eight_bits_is_smaller_and_reads_texts_of_any_length(tmp_path: Path):
    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    hub = str(checkpoint(tmp_path / "hub"))
    export_summariser(hub, tmp_path / "whole")
    assert export_summariser(hub, tmp_path / "small", int8=True).compute_type == "int8"
    sizes = [(tmp_path / name / "model.bin").stat().st_size for name in ("whole", "small")]
    assert sizes[1] < sizes[0] * 0.5
    assert load_summariser(tmp_path / "small").summarise(["h"], ["w1 w2 w3 w4. " * 200], ["en"])[0]


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
    if kind == "T5":
        asked = {"summarization": {"prefix": "summarize: ", "num_beams": 4, "max_length": 16, "early_stopping": True}}
        config = transformers.T5Config(
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


@pytest.mark.parametrize("kind", ["T5", "Pegasus", "MBart"])
def test_other_kinds_of_models_write_what_transformers_generate(tmp_path: Path, kind: str):
    from stockpress_nlp.summariser_folder import load_summariser
    from stockpress_nlp.training.summariser_export import export_summariser

    tokenizer: Any = words_of_pieces()
    model: Any = others(kind, len(tokenizer))
    model.generation_config.update(max_length=16, num_beams=4, early_stopping=True, min_length=3)
    model.save_pretrained(tmp_path / "hub")
    tokenizer.save_pretrained(tmp_path / "hub")
    settings = export_summariser(str(tmp_path / "hub"), tmp_path / "made")
    assert settings.prefix == ("summarize: " if kind == "T5" else "")
    assert settings.first_token == ("en_XX" if kind == "MBart" else None)
    chance = random.Random(1)
    texts = [" ".join(chance.choices(WORDS[4:], k=chance.randrange(10, WINDOW - 6))) for _ in range(10)]
    ours = load_summariser(tmp_path / "made").summarise([""] * len(texts), texts, [None] * len(texts))
    for text, summary in zip(texts, ours, strict=True):
        with torch.no_grad():
            ids = model.generate(
                torch.tensor([tokenizer(settings.prefix + text)["input_ids"]]), renormalize_logits=True
            )
        assert summary == tokenizer.decode(ids[0], skip_special_tokens=True).strip()

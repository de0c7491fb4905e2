"""A BART of the right shape with random weights, made without torch: for tests that run the engine itself.

Its words are the 256 bytes, so that it reads any text and writes nonsense of any script.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import TransformerSpec
from ctranslate2.specs.common_spec import Activation
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.processors import TemplateProcessing

MARKS = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = [*MARKS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
SIZE, INNER, HEADS, LAYERS = 32, 64, 4, 2
# so that some summaries end by themselves
END_LIKELIER = 6.0


def write_tiny_seq2seq(folder: Path, window: int = 128, **settings: object) -> Path:
    """Write the folder of a summary model, as ``stockpress export-summariser`` does, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    _spec(window).save(str(folder))
    words = Tokenizer(BPE({word: number for number, word in enumerate(WORDS)}, []))
    words.add_special_tokens(MARKS)
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # pyright: ignore[reportAttributeAccessIssue]
    words.decoder = decoders.ByteLevel()  # pyright: ignore[reportAttributeAccessIssue]
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    words.save(str(folder / "tokenizer.json"))
    asked = {"window": window, "beams": 4, "length_penalty": 2.0, "max_length": 20, "first_token": "<s>", **settings}
    (folder / "seq2seq.json").write_text(json.dumps(asked), "utf-8")
    (folder / "summariser.json").write_text('{"summariser": "seq2seq"}', "utf-8")
    return folder


def _spec(window: int) -> Any:
    """Return the engine's model, its weights wide enough that no two words are as likely."""
    chance = np.random.default_rng(1)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.6, shape).astype(np.float32)

    def linear(spec: Any, rows: int, columns: int) -> None:
        spec.weight, spec.bias = some(rows, columns), some(rows)

    def norm(spec: Any) -> None:
        spec.gamma, spec.beta = np.ones(SIZE, np.float32), np.zeros(SIZE, np.float32)

    spec: Any = TransformerSpec.from_config(
        LAYERS, HEADS, pre_norm=False, activation=Activation.GELU, layernorm_embedding=True
    )
    words = some(len(WORDS), SIZE)
    for stack in (spec.encoder, spec.decoder):
        embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        embeddings.weight, stack.scale_embeddings = words, False
        stack.position_encodings.encodings = some(window, SIZE)
        norm(stack.layernorm_embedding)
        for layer in stack.layer:
            attentions = [layer.self_attention, *([layer.attention] if hasattr(layer, "attention") else [])]
            for attention in attentions:
                shapes = [3 * SIZE, SIZE] if len(attention.linear) == 2 else [SIZE, 2 * SIZE, SIZE]
                for part, rows in zip(attention.linear, shapes, strict=True):
                    linear(part, rows, SIZE)
                norm(attention.layer_norm)
            linear(layer.ffn.linear_0, INNER, SIZE)
            linear(layer.ffn.linear_1, SIZE, INNER)
            norm(layer.ffn.layer_norm)
    spec.decoder.projection.weight = words
    spec.decoder.projection.bias = np.array([END_LIKELIER if word == "</s>" else 0 for word in WORDS], np.float32)
    spec.register_source_vocabulary(WORDS)
    spec.register_target_vocabulary(WORDS)
    spec.config.decoder_start_token = "</s>"
    spec.validate()
    spec.optimize()
    return spec

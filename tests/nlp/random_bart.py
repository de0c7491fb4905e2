"""A BART with random weights as a hub has it, for tests and what they are held to. Needs the dependency group train."""

from __future__ import annotations

from pathlib import Path

import torch  # pyright: ignore[reportMissingImports]
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from transformers import (  # pyright: ignore[reportMissingImports]
    BartConfig,
    BartForConditionalGeneration,
    PreTrainedTokenizerFast,
)

MARKS = ["<s>", "<pad>", "</s>", "<unk>"]


def write_random_bart(
    folder: Path, words: Tokenizer, size: int, window: int, end_likelier: float, **generation: object
) -> None:
    """Write the model and its tokenizer, *words*, which begin with MARKS; weights so wide that no two are as likely.

    An end is made likelier by *end_likelier*, so that some summaries end by themselves.
    """
    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=words.get_vocab_size(),
        d_model=size,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=size // 8,
        decoder_attention_heads=size // 8,
        encoder_ffn_dim=2 * size,
        decoder_ffn_dim=2 * size,
        max_position_embeddings=window,
        init_std=0.6,
    )
    bart = BartForConditionalGeneration(config)
    bart.final_logits_bias[0, 2] = end_likelier
    bart.generation_config.update(**generation)
    bart.save_pretrained(folder)
    words.post_processor = TemplateProcessing(  # pyright: ignore[reportAttributeAccessIssue]
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=words, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder)

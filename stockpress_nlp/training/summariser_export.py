"""A seq2seq checkpoint of others, a hub's or a folder's, written as the folder of a summary model.

torch and transformers are imported where they are used: the graph's images do not have them.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stockpress_nlp.seq2seq.settings import Seq2SeqSettings, write_settings
from stockpress_nlp.seq2seq.summariser import TOKENIZER
from stockpress_nlp.summariser_folder import FILE
from stockpress_nlp.training.hub_export import TrainingAbsent
from stockpress_nlp.training.seq2seq_graphs import GraphDiffers, check_graphs, shrink_graphs, write_graphs

NEEDED = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")
# the kinds whose graphs were seen to be right
KINDS = ("bart", "mbart", "pegasus", "t5", "mt5")
# what changes a summary and is not done here, with the value that changes nothing
NOT_DONE: dict[str, object] = {
    "do_sample": False,
    "num_beam_groups": 1,
    "repetition_penalty": 1.0,
    "encoder_repetition_penalty": 1.0,
    "encoder_no_repeat_ngram_size": 0,
    "bad_words_ids": [],
    "suppress_tokens": [],
    "begin_suppress_tokens": [],
    "sequence_bias": {},
    "exponential_decay_length_penalty": None,
    "remove_invalid_values": False,
    "renormalize_logits": False,
}


class NotASummariser(ValueError):
    """A checkpoint is no seq2seq model that the engine can run; says why."""


def require_conversion() -> None:
    """Raise TrainingAbsent where the packages that convert a checkpoint are not all installed."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        remedy = "`uv sync --group train --group seq2seq`"
        raise TrainingAbsent(f"expected {', '.join(NEEDED)}, found no {', '.join(absent)}; {remedy}")


def export_summariser(checkpoint: str, folder: Path, int8: bool = False) -> Seq2SeqSettings:
    """Write *checkpoint*, a name on the hub or a folder, to *folder*, and return its settings.

    What is written is run beside the checkpoint before it is put there. Raises NotASummariser where both differ, or
    where the checkpoint is of another kind or asks for what is not done here.
    """
    require_conversion()
    from transformers import (  # pyright: ignore[reportMissingImports]
        AutoConfig,
        AutoModelForSeq2SeqLM,
        AutoTokenizer,
        GenerationConfig,
    )

    config = AutoConfig.from_pretrained(checkpoint)
    if config.model_type not in KINDS:
        raise NotASummariser(f"{checkpoint}: expected one of {', '.join(KINDS)}, found a {config.model_type}")
    try:
        wanted = GenerationConfig.from_pretrained(checkpoint)
    except OSError:
        wanted = GenerationConfig.from_model_config(config)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    settings = _settings(checkpoint, config, wanted, tokenizer, "int8" if int8 else "float32")
    model = AutoModelForSeq2SeqLM.from_pretrained(checkpoint, dtype="float32")
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "model"
        made.mkdir()
        write_graphs(model, made)
        try:
            check_graphs(model, made)
        except GraphDiffers as error:
            raise NotASummariser(
                f"{checkpoint}: expected what the checkpoint computes, found other: {error}"
            ) from error
        if int8:
            shrink_graphs(made)
        tokenizer.backend_tokenizer.save(str(made / TOKENIZER))
        write_settings(settings, made)
        (made / FILE).write_text(json.dumps({"summariser": "seq2seq"}) + "\n", "utf-8")
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return settings


def _settings(checkpoint: str, config: Any, wanted: Any, tokenizer: Any, weights: str) -> Seq2SeqSettings:
    """Return what a checkpoint asks for: its generation config, and above it what its config says of summaries."""
    of_summaries = (getattr(config, "task_specific_params", None) or {}).get("summarization", {})
    asked = {name: value for name, value in (wanted.to_dict() | of_summaries).items() if value is not None}
    odd = [f"{name}={asked[name]}" for name, idle in NOT_DONE.items() if asked.get(name, idle) != idle]
    if odd:
        raise NotASummariser(
            f"{checkpoint}: expected settings of a beam search, found {', '.join(odd)}; remove it there"
        )
    start, ends = asked.get("decoder_start_token_id", asked.get("bos_token_id")), asked.get("eos_token_id")
    if start is None or ends is None:
        raise NotASummariser(f"{checkpoint}: expected decoder_start_token_id and eos_token_id in its generation config")
    beams = asked.get("num_beams", 1)
    return Seq2SeqSettings(
        window=getattr(config, "max_position_embeddings", None) or min(tokenizer.model_max_length, 512),
        start_token=start,
        end_tokens=tuple(ends) if isinstance(ends, list) else (ends,),
        first_token=asked.get("forced_bos_token_id"),
        last_token=asked.get("forced_eos_token_id"),
        beams=beams,
        # one beam ends where it ends
        early_stopping=beams == 1 or asked.get("early_stopping", False),
        length_penalty=asked.get("length_penalty", 1.0),
        # new tokens are counted without the start
        min_length=asked["min_new_tokens"] + 1 if "min_new_tokens" in asked else asked.get("min_length", 0),
        max_length=asked["max_new_tokens"] + 1 if "max_new_tokens" in asked else asked.get("max_length", 142),
        no_repeat_ngram_size=asked.get("no_repeat_ngram_size", 0),
        prefix=asked.get("prefix", ""),
        weights=weights,
    )

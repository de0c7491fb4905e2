"""A seq2seq checkpoint of others, a hub's or a folder's, written as the folder of a summary model.

torch, transformers and ctranslate2 are imported where they are used: the graph's images do not have the first two.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stockpress_nlp.seq2seq import SETTINGS, Seq2SeqSettings
from stockpress_nlp.summariser_folder import FILE
from stockpress_nlp.training.hub_export import TrainingAbsent

NEEDED = ("torch", "transformers", "ctranslate2", "tokenizers")
# newer transformers no longer say where a model's layers normalise, which the converter asks for
NORMALISES = {
    "bart": {"normalize_before": False},
    "mbart": {"normalize_before": True},
    "pegasus": {"normalize_before": True, "normalize_embedding": False},
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
    """Write *checkpoint*, a name on the hub or a folder, to *folder*, and return its settings."""
    require_conversion()
    from ctranslate2.converters import TransformersConverter
    from transformers import AutoConfig, AutoTokenizer, GenerationConfig  # pyright: ignore[reportMissingImports]

    class Converter(TransformersConverter):
        def load_model(self, model_class: Any, model_name_or_path: str, **options: Any) -> Any:
            model = super().load_model(model_class, model_name_or_path, **options)
            for name, value in NORMALISES.get(model.config.model_type, {}).items():
                if not hasattr(model.config, name):
                    setattr(model.config, name, value)
            return model

    config = AutoConfig.from_pretrained(checkpoint)
    if not config.is_encoder_decoder:
        raise NotASummariser(f"{checkpoint}: expected an encoder with a decoder, found a {config.model_type}")
    try:
        wanted = GenerationConfig.from_pretrained(checkpoint)
    except OSError:
        wanted = GenerationConfig.from_model_config(config)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    compute_type = "int8" if int8 else "float32"
    settings = _settings(config, wanted, tokenizer, compute_type)
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "model"
        try:
            Converter(checkpoint).convert(str(made), quantization=compute_type)
        except ValueError as error:
            raise NotASummariser(f"{checkpoint}: expected a model that CTranslate2 converts: {error}") from error
        tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))
        (made / SETTINGS).write_text(json.dumps(asdict(settings), indent=2) + "\n", "utf-8")
        (made / FILE).write_text(json.dumps({"summariser": "seq2seq"}) + "\n", "utf-8")
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return settings


def _settings(config: Any, wanted: Any, tokenizer: Any, compute_type: str) -> Seq2SeqSettings:
    """Return what a checkpoint asks for: its generation config, and above it what its config says of summaries.

    transformers count the decoder's start in lengths, and the last token where it is forced, which the engine does not.
    """
    asked = {name: value for name, value in wanted.to_dict().items() if value is not None}
    asked |= (getattr(config, "task_specific_params", None) or {}).get("summarization", {})
    return Seq2SeqSettings(
        window=getattr(config, "max_position_embeddings", None) or min(tokenizer.model_max_length, 512),
        beams=asked.get("num_beams", 1),
        length_penalty=asked.get("length_penalty", 1.0),
        min_length=max(asked.get("min_length", 0) - 1, 0),
        max_length=asked.get("max_length", 142) - 1 - ("forced_eos_token_id" in asked),
        no_repeat_ngram_size=asked.get("no_repeat_ngram_size", 0),
        first_token=_first_token(config, asked, tokenizer),
        prefix=asked.get("prefix", ""),
        compute_type=compute_type,
    )


def _first_token(config: Any, asked: dict[str, Any], tokenizer: Any) -> str | None:
    """Return the token that a summary begins with, where one is forced.

    The converter leaves an mBART without a start where its language says how a text begins.
    """
    number = asked.get("forced_bos_token_id")
    if config.model_type == "mbart" and getattr(config, "tokenizer_class", None) in ("MBartTokenizer", None):
        number = asked.get("decoder_start_token_id", number)
    return None if number is None else tokenizer.convert_ids_to_tokens(number)

"""A plain BERT tagger written as the ONNX file that Spark NLP loads, first whole, then in eight bits.

Matrices are multiplied in eight bits, one scale for each column, which on processors with VNNI takes 0.4 of the time;
rows of word pieces have a scale each, since one scale for all of them costs several points of F1. torch and onnx
are imported where they are used: the graph's images do not have them.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import onnx  # pyright: ignore[reportMissingImports]
    from transformers import BertForTokenClassification  # pyright: ignore[reportMissingImports]

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 17
LARGE = 1_000


class RowsMissing(ValueError):
    """The graph does not look up the rows of word pieces as a BERT does."""


def write_whole(bert: BertForTokenClassification, path: Path) -> None:
    """Write *bert* to *path* with the inputs and the output that Spark NLP expects."""
    import torch  # pyright: ignore[reportMissingImports]

    sample = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "sentences", 1: "pieces"}
    with warnings.catch_warnings():
        # the exporter by tracing is the one whose files Spark NLP's runtime reads; it warns that it is old
        warnings.simplefilter("ignore")
        torch.onnx.export(
            bert,
            (sample, sample, sample * 0),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes={name: axes for name in (*INPUTS, "logits")},
        )


def write_small(whole: Path, path: Path) -> None:
    """Write the file *whole* to *path* in eight bits."""
    import onnx  # pyright: ignore[reportMissingImports]
    from onnxruntime.quantization import QuantType, quantize_dynamic  # pyright: ignore[reportMissingImports]

    # it advises a preparation that is for networks of other kinds
    logging.getLogger().addFilter(_no_advice)
    quantize_dynamic(whole, path, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
    logging.getLogger().removeFilter(_no_advice)
    model = onnx.load(path)
    weights = {each.name: each for each in model.graph.initializer if np.prod(each.dims) > LARGE}
    lookups = [each for each in model.graph.node if each.op_type == "Gather" and each.input[0] in weights]
    if not lookups:
        raise RowsMissing(f"{whole}: expected a Gather node over the rows of word pieces, found none")
    for node in lookups:
        _restore_after_lookup(model.graph, weights[node.input[0]], node)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def eight_bits(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return *rows* as int8 and the scale of each, (rows, 1)."""
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) / 127
    return np.round(rows / scale).astype(np.int8), scale.astype(np.float32)


def _restore_after_lookup(graph: onnx.GraphProto, weight: onnx.TensorProto, node: onnx.NodeProto) -> None:
    """Look up rows of eight bits and their scales, and make floats of these rows alone."""
    from onnx import TensorProto, helper, numpy_helper  # pyright: ignore[reportMissingImports]

    small, scale = eight_bits(numpy_helper.to_array(weight))
    rows, scales, floats = (f"{weight.name}{end}" for end in ("_rows", "_scales", "_floats"))
    graph.initializer.remove(weight)
    graph.initializer.append(numpy_helper.from_array(small, f"{weight.name}_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{weight.name}_scale"))
    place = list(graph.node).index(node)
    graph.node.remove(node)
    new = (
        helper.make_node("Gather", [f"{weight.name}_int8", node.input[1]], [rows]),
        helper.make_node("Cast", [rows], [floats], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{weight.name}_scale", node.input[1]], [scales]),
        helper.make_node("Mul", [floats, scales], [node.output[0]]),
    )
    for each in reversed(new):
        graph.node.insert(place, each)


def _no_advice(record: logging.LogRecord) -> bool:
    return "pre-processing" not in record.getMessage()

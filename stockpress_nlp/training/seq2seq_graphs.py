"""A seq2seq model of transformers written as the two ONNX graphs that stockpress_nlp/seq2seq/engine.py runs.

Both trace the model's own ``forward``. What is changed: the beams of a text stand beside each other as positions of one
sequence, so that a token's position is not its place there. torch, transformers and onnx are imported where they are
used: the graph's images do not have them.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from stockpress_nlp.seq2seq.engine import READER, WRITER, Engine
from stockpress_nlp.training.onnx_file import OPSET, write_small

# bytes of weights that do not stay in the graph
LARGE = 1024
# log probabilities of a graph and of its model may differ by so much, in single precision
TOLERANCE = 1e-3


class GraphDiffers(ValueError):
    """A graph does not compute what its model computes; says by how much."""


def write_graphs(model: Any, folder: Path) -> None:
    """Write the graphs of *model*, an encoder with a decoder, to *folder*; its attention is set to the plain one."""
    import torch  # pyright: ignore[reportMissingImports]

    model.eval().set_attn_implementation("eager")
    read_tokens, written_tokens = torch.full((2, 7), 5), torch.full((2, 3), 5)
    with torch.no_grad():
        read = _read(model, read_tokens)
    names = [f"{kind}_{layer}" for layer in range(len(read) // 2) for kind in ("keys", "values")]
    read_axes = {f"read_{name}": {0: "texts", 2: "tokens"} for name in names}
    last_axes = {f"last_written_{name}": {0: "texts", 2: "last_positions"} for name in names}
    axes = {"tokens": {0: "texts", 1: "tokens"}} | read_axes
    _export(_module(model, _read), (read_tokens,), folder / READER, ["tokens"], list(read_axes), axes)
    # as if four tokens were written of each of three beams
    last = [torch.zeros(2, each.shape[1], 12, each.shape[3]) for each in read]
    masks = torch.zeros(2, 1, 1, 7), torch.zeros(2, 1, 3, 15)
    given = (written_tokens, torch.tensor([9]), *masks, *read, *last)
    axes = {
        "tokens": {0: "texts", 1: "beams"},
        "wanted": {},
        "read_mask": {0: "texts", 3: "tokens"},
        "written_mask": {0: "texts", 2: "beams", 3: "positions"},
        **read_axes,
        **last_axes,
    }
    made = ["best", "log_probabilities", *(f"written_{name}" for name in names)]
    _export(_module(model, _write_next), given, folder / WRITER, list(axes), made, axes)


def shrink_graphs(folder: Path) -> None:
    """Make the weights of the graphs in *folder* eight bits."""
    import onnx  # pyright: ignore[reportMissingImports]

    for graph in (READER, WRITER):
        small = folder / f"small-{graph}"
        write_small(folder / graph, small)
        _save(onnx.load(small), folder / graph)
        small.unlink()


def check_graphs(model: Any, folder: Path) -> None:
    """Raise GraphDiffers where the graphs in *folder* do not give the probabilities that *model* gives."""
    import torch  # pyright: ignore[reportMissingImports]

    chance = np.random.default_rng(0)
    texts = [chance.integers(5, model.config.vocab_size, length) for length in (12, 23)]
    beams = chance.integers(5, model.config.vocab_size, (2, 3, 8))
    engine = Engine(folder)
    writing = engine.read([text.tolist() for text in texts], 3)
    for step in range(8):
        best, found = engine.step(writing, beams[:, :, step], 5)
        writing.follow(np.tile(np.arange(3), (2, 1)))
        for text, written, tokens, ours in zip(texts, beams, best, found, strict=True):
            with torch.no_grad():
                given = torch.tensor(text).expand(3, -1), torch.tensor(written[:, : step + 1])
                logits = model(input_ids=given[0], decoder_input_ids=given[1]).logits[:, -1]
            theirs = torch.log_softmax(logits, -1).gather(1, torch.tensor(tokens)).numpy()
            if not (difference := np.abs(ours - theirs).max()) <= TOLERANCE:
                raise GraphDiffers(f"a log probability of token {step + 1} differs by {difference:.2g}")


def _read(model: Any, tokens: Any) -> tuple[Any, ...]:
    """Return what the decoder's attention to *tokens* sees: of each layer keys, then values.

    Each is (texts, heads, tokens, size).
    """
    from transformers import DynamicCache, EncoderDecoderCache  # pyright: ignore[reportMissingImports]

    cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
    model(input_ids=tokens, decoder_input_ids=tokens[:, :1], cache=cache)
    return tuple(each for layer in cache.cross_attention_cache.layers for each in (layer.keys, layer.values))


def _write_next(
    model: Any, tokens: Any, wanted: Any, read_mask: Any, written_mask: Any, *caches: Any
) -> tuple[Any, ...]:
    """Return the *wanted* best tokens to follow each of *tokens*, their log probabilities, and the longer caches.

    *tokens* are (texts, beams); *caches* are of each layer keys and values of what was read, then of what was written.
    """
    import torch  # pyright: ignore[reportMissingImports]
    from transformers import DynamicCache, EncoderDecoderCache  # pyright: ignore[reportMissingImports]

    pairs = list(zip(caches[::2], caches[1::2], strict=True))
    read, written = (DynamicCache(pairs[: len(pairs) // 2]), DynamicCache(pairs[len(pairs) // 2 :]))
    with _steps_as_positions(model, caches[-1].shape[2] // tokens.shape[1]):
        logits = model(
            encoder_outputs=(torch.zeros(1, 1, 1),),
            attention_mask=read_mask,
            decoder_input_ids=tokens,
            decoder_attention_mask=written_mask,
            cache=EncoderDecoderCache(written, read),
        ).logits
    log_probabilities, best = _likeliest(torch.log_softmax(logits, -1), wanted)
    return best, log_probabilities, *(each for layer in written.layers for each in (layer.keys, layer.values))


@contextmanager
def _steps_as_positions(model: Any, step: Any) -> Iterator[None]:
    """Let every token have the position *step*, a tensor, and what was written before it that of its own step."""
    import torch  # pyright: ignore[reportMissingImports]

    decoder = model.get_decoder()

    def at_step(_: Any, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return given, named | {"position_ids": torch.zeros_like(named["position_ids"]) + step}

    def bias_by_step(beams: int, positions: int, **_: Any) -> Any:
        by_step = of_class(first, 1, positions // beams, past_seen_tokens=step)
        return by_step.index_select(3, torch.arange(positions) // beams)

    if hasattr(decoder, "embed_positions"):
        with decoder.embed_positions.register_forward_pre_hook(at_step, with_kwargs=True):
            yield
    else:
        # a T5 has the distance of two tokens where others have positions
        first = decoder.block[0].layer[0].SelfAttention
        of_class = type(first).compute_bias
        first.compute_bias = bias_by_step
        yield
        del first.compute_bias


def _likeliest(values: Any, wanted: Any) -> tuple[Any, Any]:
    """Return the largest of *values* and their places, as many as the tensor *wanted* says when the graph runs."""
    import torch  # pyright: ignore[reportMissingImports]

    class Likeliest(torch.autograd.Function):
        @staticmethod
        def forward(_: Any, values: Any, wanted: Any) -> tuple[Any, Any]:
            return torch.topk(values, int(wanted))

        @staticmethod
        def symbolic(graph: Any, values: Any, wanted: Any) -> tuple[Any, Any]:
            return graph.op("TopK", values, wanted, axis_i=-1, outputs=2)

    return Likeliest.apply(values, torch.minimum(wanted, torch.tensor([values.shape[-1]])))


def _module(model: Any, compute: Callable[..., tuple[Any, ...]]) -> Any:
    """Return *compute* with its *model* as torch wants what it exports."""
    import torch  # pyright: ignore[reportMissingImports]

    class Computed(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: Any) -> tuple[Any, ...]:
            return compute(self.model, *given)

    return Computed().eval()


def _export(
    module: Any,
    given: tuple[Any, ...],
    file: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    axes: dict[str, dict[int, str]],
) -> None:
    import onnx  # pyright: ignore[reportMissingImports]
    import torch  # pyright: ignore[reportMissingImports]

    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings(), torch.no_grad():
        # the exporter by tracing is old, and says of everything that is read off a shape that it may be fixed
        warnings.simplefilter("ignore")
        made = str(Path(name) / file.name)
        torch.onnx.export(
            module,
            given,
            made,
            dynamo=False,
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
        )
        _save(onnx.load(made), file)


def _save(graph: Any, file: Path) -> None:
    """Write *graph* to *file*, and its weights beside it, from where they are mapped and not read."""
    import onnx  # pyright: ignore[reportMissingImports]

    weights = file.with_suffix(".weights")
    weights.unlink(missing_ok=True)
    onnx.save_model(graph, file, save_as_external_data=True, location=weights.name, size_threshold=LARGE)
    # it is written for this user alone
    weights.chmod(file.stat().st_mode)

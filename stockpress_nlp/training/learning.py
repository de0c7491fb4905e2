"""The training loop: encoded sentences and a tagger in, the tagger taught. Reads and writes no file.

torch is imported where it is used: the graph's images do not have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from stockpress_nlp.training.case_vocabulary import CaseVocabulary
from stockpress_nlp.training.distillation import loss
from stockpress_nlp.training.encoding import NO_LABEL, PADDING, Encoded, batches, filled
from stockpress_nlp.training.network import Tagger

if TYPE_CHECKING:
    import torch  # pyright: ignore[reportMissingImports]

Round = Callable[[int, Random], Sequence[Encoded]]
SAYS = 50


@dataclass(frozen=True, slots=True)
class Course:
    """How a tagger is taught: sentences a batch, peak learning rates, shares of the steps and of the pieces."""

    rounds: int = 4
    # in bfloat16 a step of 32 takes no longer than one of 16
    batch: int = 32
    rate: float = 1.5e-4
    fresh_rate: float = 7e-4
    # the rate of a layer as a share of that of the layer above it
    decay: float = 1.0
    warm_up: float = 0.06
    hidden: float = 0.08
    averaged: float = 0.3
    seed: int = 1


def teach(
    tagger: Tagger, vocabulary: CaseVocabulary, round_: Round, course: Course, say: Callable[[str], None]
) -> None:
    """Train all layers of *tagger*; what it knows in the end is the mean of its states over the last steps.

    *round_* gives the sentences of a round by its number.
    """
    import torch  # pyright: ignore[reportMissingImports]

    torch.manual_seed(course.seed)
    random = Random(course.seed)
    origins, cases = torch.tensor(vocabulary.origins), torch.tensor(vocabulary.cases)
    unseen = vocabulary.pieces.index("[MASK]")
    optimiser = _optimiser(tagger, course)
    peaks = [group["lr"] for group in optimiser.param_groups]
    mean = Mean([each for group in optimiser.param_groups for each in group["params"]])
    tagger.bert.train()
    started, step, total = time.monotonic(), 0, 0.0
    for number in range(course.rounds):
        groups = batches(round_(number, random), course.batch, random)
        for place, batch in enumerate(groups):
            done = (number + place / len(groups)) / course.rounds
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * _slope(done, course.warm_up)
            numbers, labels, said = map(torch.from_numpy, filled(batch))
            hide = (torch.rand(numbers.shape) < course.hidden) & ((labels != NO_LABEL) | said.any(-1))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                shown = torch.where(hide, unseen, origins[numbers])
                logits = tagger.logits(shown, cases[numbers], numbers != PADDING)
            wrong = loss(logits.float(), labels, said)
            optimiser.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(mean.parameters, 1.0)
            optimiser.step()
            step, total = step + 1, total + wrong.item()
            if done > 1 - course.averaged and step % 10 == 0:
                mean.add()
            if step % SAYS == 0:
                say(f"{done:.0%}, step {step}, loss {total / SAYS:.4f}, {time.monotonic() - started:.0f} s")
                total = 0.0
    mean.put()
    tagger.bert.eval()


def _optimiser(tagger: Tagger, course: Course) -> torch.optim.Optimizer:
    import torch  # pyright: ignore[reportMissingImports]

    layers = tagger.body()
    rates = [course.rate * course.decay**above for above in reversed(range(len(layers)))]
    groups = [{"params": layer, "lr": rate} for layer, rate in zip(layers, rates, strict=True)]
    return torch.optim.AdamW([*groups, {"params": tagger.fresh(), "lr": course.fresh_rate}], fused=True)


class Mean:
    """The running mean of parameters: steadier than their last state, and it costs nothing."""

    def __init__(self, parameters: Sequence[torch.Tensor]) -> None:
        self.parameters = parameters
        self._sums = [parameter.detach().clone() * 0 for parameter in parameters]
        self._added = 0

    def add(self) -> None:
        """Count the parameters as they are now."""
        self._added += 1
        for sum_, parameter in zip(self._sums, self.parameters, strict=True):
            sum_ += parameter.detach()

    def put(self) -> None:
        """Set the parameters to their mean; they stay where none was counted."""
        for sum_, parameter in zip(self._sums, self.parameters, strict=True):
            if self._added:
                parameter.data.copy_(sum_ / self._added)


def _slope(done: float, warm_up: float) -> float:
    return done / warm_up if done < warm_up else max(0.02, (1 - done) / (1 - warm_up))

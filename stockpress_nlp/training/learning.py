"""The training loop: labelled sentences and a tagger in, the tagger taught. Reads and writes no file.

torch is imported where it is used: the graph's images do not have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from stockpress_nlp.training.case_vocabulary import CaseVocabulary
from stockpress_nlp.training.encoding import NO_LABEL, PADDING, batches, encode, filled
from stockpress_nlp.training.labelled import Labelled
from stockpress_nlp.training.network import Tagger
from stockpress_nlp.training.pieces import Pieces

if TYPE_CHECKING:
    import torch  # pyright: ignore[reportMissingImports]

Varied = Callable[[Labelled, Random], Labelled]


@dataclass(frozen=True, slots=True)
class Course:
    """How a tagger is taught: sentences a batch, peak learning rates, shares of the steps and of the pieces."""

    rounds: int = 4
    # in bfloat16 a step of 32 takes no longer than one of 16
    batch: int = 32
    rate: float = 1.5e-4
    fresh_rate: float = 7e-4
    warm_up: float = 0.06
    hidden: float = 0.08
    averaged: float = 0.3
    seed: int = 1


def teach(
    tagger: Tagger,
    vocabulary: CaseVocabulary,
    lessons: Sequence[tuple[Labelled, Varied]],
    course: Course,
    say: Callable[[str], None],
) -> None:
    """Train all layers of *tagger*; what it knows in the end is the mean of its states over the last steps."""
    import torch  # pyright: ignore[reportMissingImports]

    torch.manual_seed(course.seed)
    random = Random(course.seed)
    pieces = Pieces(vocabulary.pieces)
    origins, cases = torch.tensor(vocabulary.origins), torch.tensor(vocabulary.cases)
    unseen = vocabulary.pieces.index("[MASK]")
    steps = course.rounds * -(-len(lessons) // course.batch)
    optimiser = torch.optim.AdamW(
        [{"params": tagger.body(), "lr": course.rate}, {"params": tagger.fresh(), "lr": course.fresh_rate}]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _slope(step / steps, course.warm_up))
    mean = Mean([*tagger.body(), *tagger.fresh()])
    tagger.bert.train()
    started, step, total = time.monotonic(), 0, 0.0
    for _ in range(course.rounds):
        encoded = [encode(vary(sentence, random), pieces) for sentence, vary in lessons]
        for batch in batches(encoded, course.batch, random):
            numbers, labels = (torch.tensor(each) for each in filled(batch))
            hide = (torch.rand(numbers.shape) < course.hidden) & (labels != NO_LABEL)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                shown = torch.where(hide, unseen, origins[numbers])
                logits = tagger.logits(shown, cases[numbers], numbers != PADDING)
            loss = torch.nn.functional.cross_entropy(
                logits.float().flatten(0, 1), labels.flatten(), ignore_index=NO_LABEL
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(mean.parameters, 1.0)
            optimiser.step()
            schedule.step()
            step, total = step + 1, total + loss.item()
            if step > steps * (1 - course.averaged) and step % 10 == 0:
                mean.add()
            if step % 50 == 0:
                say(f"step {step} of {steps}, loss {total / 50:.4f}, {time.monotonic() - started:.0f} s")
                total = 0.0
    mean.put()
    tagger.bert.eval()


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

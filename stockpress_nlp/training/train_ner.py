"""The command that makes the entity model: ``stockpress train-ner``; docs/entity_models.md has what it is given.

Reads the open sets and our news, teaches MPNet as a teacher and with it MiniLM, and writes models/entities. Measuring
is benchmarks/entities.py.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from stockpress_nlp.model import ENTITIES
from stockpress_nlp.training import open_sets
from stockpress_nlp.training.case_vocabulary import CaseVocabulary, with_cases
from stockpress_nlp.training.distilled_lessons import distilled_round
from stockpress_nlp.training.first_weights import load_tagger, load_teacher, minilm
from stockpress_nlp.training.hub_export import TrainingAbsent
from stockpress_nlp.training.learning import Course, Round, teach
from stockpress_nlp.training.lessons import lessons, other_sentence, plain_round
from stockpress_nlp.training.model_folder import write_model
from stockpress_nlp.training.network import Tagger, averaged
from stockpress_nlp.training.news_lines import market_news
from stockpress_nlp.training.open_sets import LabelledSetMissing
from stockpress_nlp.training.pieces import Pieces
from stockpress_nlp.training.silver_texts import TextsMissing, silver_texts

HEAD_SEED = 1
STUDENT = Course(rounds=6)
TEACHER = Course(rounds=3, rate=6e-5, fresh_rate=5e-4, decay=0.9)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("train-ner")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of the open labelled sets.")
@click.option("--teacher", "mpnet", type=FOLDER, help="Folder of all-mpnet-base-v2, from which a teacher is trained.")
@click.option("--taught", type=FILE, help="A teacher that an earlier run kept, instead of training one.")
@click.option("--texts", type=FOLDER, help="Folder of sentences without labels, which the teacher labels.")
@click.option("--out", type=click.Path(path_type=Path), default=ENTITIES, help="Folder that the model is written to.")
@click.option("--seeds", default=1, show_default=True, help="How many trainings the model is the mean of.")
@click.option("--rounds", default=STUDENT.rounds, show_default=True, help="How often each sentence is read.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for the teacher and each training's own model.")
@click.option("--limit", type=int, help="Read only so many sentences of each kind, to try the command.")
def train_ner(
    data: Path,
    mpnet: Path | None,
    taught: Path | None,
    texts: Path | None,
    out: Path,
    seeds: int,
    rounds: int,
    keep: Path | None,
    limit: int | None,
) -> None:
    """Train the entity model, with a teacher as ours was or without; about an hour of two cores with AVX-512."""
    if mpnet is None and (taught or texts):
        raise click.ClickException("--taught and --texts: expected the folder of the teacher too, found no --teacher")
    try:
        base = minilm()
        read = lessons(data)[:limit]
        unread = silver_texts(texts, _test_texts(data))[:limit] if texts else []
    except (TrainingAbsent, LabelledSetMissing, TextsMissing) as error:
        raise click.ClickException(str(error)) from error
    uncased = (base / "vocab.txt").read_text(encoding="utf-8").split()
    vocabulary = with_cases(uncased)
    round_ = plain_round(read, Pieces(vocabulary.pieces))
    if mpnet is not None:
        teacher = load_teacher(mpnet, uncased, HEAD_SEED)
        if taught is None:
            click.echo(f"the teacher: {len(read)} sentences a round")
            teach(teacher, vocabulary, round_, TEACHER, click.echo)
        else:
            teacher.read(taught)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            teacher.write(keep / "teacher.pt")
        round_ = distilled_round(teacher, vocabulary, read, unread, other_sentence(data), click.echo)
    course = replace(STUDENT, rounds=rounds)
    write_model(averaged(_students(base, vocabulary, round_, course, seeds, keep)), vocabulary, out)
    click.echo(f"wrote {out}")


def _students(
    base: Path, vocabulary: CaseVocabulary, round_: Round, course: Course, seeds: int, keep: Path | None
) -> list[Tagger]:
    """Return a tagger for each seed, all from the same start: else their mean would be of nothing."""
    taggers: list[Tagger] = []
    for seed in range(1, seeds + 1):
        click.echo(f"seed {seed} of {seeds}")
        tagger = load_tagger(base, HEAD_SEED)
        teach(tagger, vocabulary, round_, replace(course, seed=seed), click.echo)
        if keep is not None:
            write_model(tagger, vocabulary, keep / f"seed-{seed}")
        taggers.append(tagger)
    return taggers


def _test_texts(data: Path) -> list[str]:
    tested = (*open_sets.uner(data, "test"), *open_sets.wnut(data, "test"), *market_news("test"))
    return [sentence.text for sentence in tested]


if __name__ == "__main__":
    train_ner()

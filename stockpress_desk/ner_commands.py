"""The console's commands that make entity models: ours anew, or one of a hub in the layout that Spark NLP loads.

What they do lives in stockpress_nlp.training; here is only how it is asked for.
"""

from __future__ import annotations

from pathlib import Path

import click

from stockpress_nlp.model import entity_model
from stockpress_nlp.tagging.labels import LabelsUnknown
from stockpress_nlp.training.hub_export import NotATagger, TrainingAbsent, export_tagger
from stockpress_nlp.training.train_ner import train_ner


@click.command("export-ner")
@click.argument("model")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--int8", is_flag=True, help="Write eight-bit weights: a quarter of the size, a little less accurate.")
def export_ner(model: str, folder: Path, int8: bool) -> None:
    """Write MODEL, a BERT for named entities on the hub or in a folder, to FOLDER as Spark NLP loads it.

    Its vocabulary tells whether it minds capitals, its labels what it finds: people, organisations, places, others.
    Needs the dependency group "train".
    """
    try:
        labels = export_tagger(model, folder, int8)
    except (TrainingAbsent, NotATagger, LabelsUnknown) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{model}: expected a folder, or a hub that is reached: {error}") from error
    made = entity_model(model, folder)
    click.echo(f"wrote {folder}, version {made.version}, labels {' '.join(labels)}")


COMMANDS: tuple[click.Command, ...] = (export_ner, train_ner)

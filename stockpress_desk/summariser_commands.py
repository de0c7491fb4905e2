"""The console's command that makes a summary model of a checkpoint of others.

What it does lives in stockpress_nlp.training; here is only how it is asked for.
"""

from __future__ import annotations

from pathlib import Path

import click

from stockpress_nlp.training.hub_export import TrainingAbsent
from stockpress_nlp.training.summariser_export import NotASummariser
from stockpress_nlp.training.summariser_export import export_summariser as export


@click.command("export-summariser")
@click.argument("model")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--int8", is_flag=True, help="Write eight-bit weights: a quarter of the size, other summaries now and then."
)
def export_summariser(model: str, folder: Path, int8: bool) -> None:
    """Write MODEL, a seq2seq summariser on the hub or in a folder, to FOLDER as a summary model.

    Beams, lengths and the like are those of its generation config. Needs the dependency groups "train" and "seq2seq".
    """
    try:
        settings = export(model, folder, int8)
    except (TrainingAbsent, NotASummariser) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{model}: expected a folder, or a hub that is reached: {error}") from error
    click.echo(f"wrote {folder}, {settings.weights}, {settings.beams} beams, a window of {settings.window} tokens")


COMMANDS: tuple[click.Command, ...] = (export_summariser,)

"""``stockpress models``: what the registry of models holds, and which version is put in use."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Column, Table

from stockpress.settings import InvalidSetting, Settings
from stockpress_desk.folders import require_writable
from stockpress_nlp.mlflow_access import RegistryUnavailable
from stockpress_nlp.model import ModelMissing
from stockpress_nlp.model_kinds import KINDS
from stockpress_nlp.model_registry import ModelRegistry, Registered, UnknownModel

NAME = click.Choice(list(KINDS))


def _plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the errors that a person can mend into one line on stderr."""

    @functools.wraps(command)
    def wrapped(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except (InvalidSetting, RegistryUnavailable, ModelMissing, UnknownModel) as error:
            raise click.ClickException(str(error)) from error

    return wrapped


@click.group(invoke_without_command=True)
@click.pass_context
@_plainly
def models(context: click.Context) -> None:
    """List the models that articles are read with, their versions, and which of them is in use."""
    if context.invoked_subcommand is None:
        registry = _registry()
        for name in KINDS:
            registry.in_use(name)
            Console().print(_table(name, registry.versions(name)))


@models.command()
@click.argument("name", type=NAME)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", help="The name that results carry; by default that of FOLDER.")
@_plainly
def add(name: str, folder: Path, title: str | None) -> None:
    """Register the model in FOLDER as a version of NAME, without using it."""
    added = _registry().add(name, folder, title)
    click.echo(f"{name}: version {added.number} is {added.title} {added.version}")
    if not added.in_use_since:
        click.echo(f"`stockpress models use {name} {added.number}` puts it in use.")


@models.command()
@click.argument("name", type=NAME)
@click.argument("version", type=int)
@_plainly
def use(name: str, version: int) -> None:
    """Put a VERSION of NAME in use; what was made with another becomes stale and is made again."""
    used = _registry().use(name, version)
    click.echo(f"{name}: version {used.number} is in use, {used.title} {used.version}")
    click.echo("While `stockpress ui` runs, the graph sees it within a minute and makes anew what is stale.")


def _registry() -> ModelRegistry:
    settings = Settings.from_environment()
    require_writable(settings.home, "STOCKPRESS_HOME")
    return ModelRegistry(settings)


def _table(name: str, versions: Iterable[Registered]) -> Table:
    headings = ("version", "results carry", "in use since", "from")
    columns = [Column(heading, overflow="fold", no_wrap=heading != "from") for heading in headings]
    table = Table(*columns, title=name, title_justify="left", box=box.SIMPLE_HEAD)
    for each in versions:
        since = f"{each.in_use_since:%Y-%m-%d %H:%M}" if each.in_use_since else ""
        table.add_row(str(each.number), f"{each.title} {each.version}", since, each.origin)
    return table

"""The console program ``stockpress``: each command starts what it needs and ends it again."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from stockpress.article import InvalidRecord
from stockpress.settings import InvalidSetting, Settings
from stockpress.store import StoreUnavailable, open_store
from stockpress_desk.desk import open_desk, open_sample_press
from stockpress_desk.extract_command import extract
from stockpress_desk.model_commands import models
from stockpress_desk.ner_commands import COMMANDS as NER_COMMANDS
from stockpress_desk.programs import ROOT, require_free_port, running
from stockpress_desk.reading_commands import COMMANDS as READING_COMMANDS
from stockpress_desk.setup import set_up
from stockpress_desk.show import holdings, latest_read
from stockpress_desk.source_commands import COMMANDS
from stockpress_desk.summariser_commands import COMMANDS as SUMMARISER_COMMANDS
from stockpress_spiders.sources import load_sources

DEMO_YEARS = (2024, 2025)
console = Console()


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that a person can mend into one line on stderr."""

    @functools.wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except (InvalidSetting, InvalidRecord, StoreUnavailable) as error:
            raise click.ClickException(str(error)) from error

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The market-news desk: gathers, summarises and tags the news of the sources you subscribe to.

    State lies in .stockpress (STOCKPRESS_HOME). Every setting is a variable of the environment; .env.example lists
    them. Start with `stockpress demo`, then `stockpress ui`.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


@main.command()
@plainly
def setup() -> None:
    """Fetch what the desk needs beside its packages: Spark's jars, the embedded store, a browser, a session key."""
    set_up(Settings.from_environment())


@main.command()
@plainly
def demo() -> None:
    """Run the main job on embedded parts: crawl two years behind a sign-in, summarise, tag, show."""
    settings = Settings.from_environment()
    set_up(settings)
    with ExitStack() as stack:
        console.print("Starting the store and the sample press, a publisher with a paywall on this machine ...")
        desk = stack.enter_context(open_desk(settings))
        desk = stack.enter_context(open_sample_press(desk))
        with open_store(desk) as store:
            before = sum(len(store.content_hashes("sample_press", year)) for year in DEMO_YEARS)
        code = _attend(desk, "stockpress_assets.backfill", "sample_press", *map(str, DEMO_YEARS))
        if code != 0:
            sys.exit(code)
        with open_store(desk) as store:
            for panel in latest_read(store, "sample_press", DEMO_YEARS, limit=3):
                console.print(panel)
            after = sum(len(store.content_hashes("sample_press", year)) for year in DEMO_YEARS)
    if before == after:
        console.print(f"Nothing new: all {after} articles were here already, summarised and tagged.")
    console.print(
        "Next: [bold]make ui[/bold] shows the asset graph on http://127.0.0.1:3000, [bold].venv/bin/stockpress status"
        "[/bold] what the store holds, [bold]docs/adding_a_source.md[/bold] how to crawl a source of yours."
    )


@main.command()
@click.option("--port", default=3000, show_default=True, help="The port of the Dagster UI.")
@plainly
def ui(port: int) -> None:
    """Open the Dagster UI over the desk's state; sensors run while it is open. Ctrl-C ends everything."""
    settings = Settings.from_environment()
    set_up(settings)
    require_free_port(port, "--port", "the Dagster UI")
    command = [
        *(sys.executable, "-W", "ignore", "-m", "dagster", "dev", "-w", str(ROOT / "workspace.yaml")),
        *("-h", "127.0.0.1", "-p", str(port), "--log-level", "warning"),
    ]
    log = settings.home / "ui.log"
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(settings))
        if "sample_press" in settings.subscriptions:
            desk = stack.enter_context(open_sample_press(desk))
        stack.callback(_forget_daemon, desk, log)
        dagster = stack.enter_context(running(command, desk, log))
        console.print(f"The Dagster UI opens on http://127.0.0.1:{port} in a few seconds; Ctrl-C ends it.")
        console.print(f"What it writes goes to {log}.", soft_wrap=True)
        try:
            code = dagster.wait()
        except KeyboardInterrupt:
            console.print("Ending ...")
            return
    raise click.ClickException(f"the Dagster UI ended by itself with {code}; the end of {log} says why")


@main.command()
@click.argument("source")
@click.argument("year", type=int)
@click.option("--archive-again", is_flag=True, help="Read day pages of the archive that are remembered again.")
@plainly
def crawl(source: str, year: int, archive_again: bool) -> None:
    """Crawl one SOURCE and YEAR into the store, without Dagster."""
    options = ["--archive-again"] if archive_again else []
    with _desk_for(source) as desk:
        sys.exit(_attend(desk, "stockpress_spiders", source, str(year), *options))


@main.command()
@click.argument("source")
@click.argument("first", type=int)
@click.argument("last", type=int, required=False)
@plainly
def backfill(source: str, first: int, last: int | None) -> None:
    """Materialise all assets of SOURCE from the year FIRST to LAST (default: FIRST alone) through Dagster."""
    with _desk_for(source) as desk:
        sys.exit(_attend(desk, "stockpress_assets.backfill", source, str(first), str(last or first)))


@main.command()
@plainly
def status() -> None:
    """Show what the store holds, by source and year, and which sessions are alive."""
    settings = Settings.from_environment()
    with open_desk(settings) as desk, open_store(desk) as store:
        console.print(holdings(store, sorted(load_sources(settings.sources))))


@main.command()
@click.argument("source")
@click.argument("year", type=int)
@click.option("--limit", default=10, show_default=True, help="How many articles, newest first.")
@plainly
def show(source: str, year: int, limit: int) -> None:
    """Show the newest articles of SOURCE and YEAR with their summary and entity tags."""
    with open_desk(Settings.from_environment()) as desk, open_store(desk) as store:
        panels = latest_read(store, source, [year], limit)
    for panel in panels:
        console.print(panel)
    if not panels:
        raise click.ClickException(f"{source} {year}: no summarised article; run `stockpress backfill {source} {year}`")


for command in (*COMMANDS, *NER_COMMANDS, *READING_COMMANDS, *SUMMARISER_COMMANDS, extract, models):
    main.add_command(command)


def _require_source(settings: Settings, source: str) -> None:
    known = load_sources(settings.sources)
    if source not in known:
        raise click.ClickException(f"source {source}: expected one of {', '.join(sorted(known))}")


@contextmanager
def _desk_for(source: str) -> Iterator[Settings]:
    """Open the desk, with the sample press where that is the source."""
    settings = Settings.from_environment()
    _require_source(settings, source)
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk(settings))
        yield stack.enter_context(open_sample_press(desk)) if source == "sample_press" else desk


def _forget_daemon(desk: Settings, log: Path) -> None:
    """Take back Dagster's word that its daemon runs, which else stands for a while after the daemon has ended."""
    with running([sys.executable, "-W", "ignore", "-m", "dagster._daemon", "wipe"], desk, log) as process:
        process.wait()


def _attend(desk: Settings, program: str, *arguments: str) -> int:
    """Run one of our programs to its end and return how it ended; Ctrl-C ends it and all that it started."""
    with running([sys.executable, "-m", program, *arguments], desk) as process:
        return process.wait()

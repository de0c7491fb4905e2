"""A range backfill from the console: the same backfill that the UI launches, followed to its end.

Where Dagster's daemon runs (``stockpress ui``) it does the work; else this program takes the daemon's own steps for
backfills and the run queue itself, without its half minute between them.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph_subset import AssetGraphSubset
from dagster._core.definitions.events import AssetKeyPartitionKey
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.storage.tags import BACKFILL_ID_TAG, WILL_RETRY_TAG
from dagster._core.utils import make_new_backfill_id
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._daemon.auto_run_reexecution.auto_run_reexecution import consume_new_runs_for_automatic_reexecution
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.controller import get_daemon_statuses
from dagster._daemon.monitoring import execute_run_monitoring_iteration
from dagster._daemon.run_coordinator import QueuedRunCoordinatorDaemon
from dagster_shared.error import SerializableErrorInfo
from rich import box
from rich.console import Console
from rich.table import Column, Table

from stockpress.settings import Settings
from stockpress_assets.partitions import FIRST_YEAR, YEARS, cell

WORKSPACE = Path(__file__).parent.parent / "workspace.yaml"
BY_CELL = ("articles", "summaries", "entity_tags")
ENDED = {
    BulkActionStatus.COMPLETED_SUCCESS,
    BulkActionStatus.COMPLETED_FAILED,
    BulkActionStatus.COMPLETED,
    BulkActionStatus.FAILED,
    BulkActionStatus.CANCELED,
}
EVERY_SECONDS = 0.5
# A daemon says every 30 s that it runs. Dagster believes in one for half an hour after it ended, and a backfill that is
# launched after `stockpress ui` was closed would wait for so long.
DAEMON_SILENT_SECONDS = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of a run's log that a person would want to see; ``failed`` where it says why a run failed."""

    text: str
    failed: bool = False


@contextmanager
def open_workspace(workspace: Path = WORKSPACE) -> Iterator[WorkspaceProcessContext]:
    """Load both code locations over the instance of DAGSTER_HOME; raise ClickException where one does not load."""
    with (
        dg.DagsterInstance.get() as instance,
        WorkspaceProcessContext(
            instance, WorkspaceFileTarget([str(workspace)]), code_server_log_level="ERROR"
        ) as context,
    ):
        for entry in context.create_request_context().get_code_location_entries().values():
            if entry.load_error is not None:
                raise click.ClickException(f"code location {entry.origin.location_name}: {entry.load_error.message}")
        yield context


def launch(context: WorkspaceProcessContext, source: str, years: Iterable[int]) -> str:
    """Ask for the session, articles, summaries and entity tags of *source* over *years*; return the backfill's id."""
    wanted = {AssetKeyPartitionKey(dg.AssetKey("session_cookies"), source)} | {
        AssetKeyPartitionKey(dg.AssetKey(asset), cell(source, year)) for asset in BY_CELL for year in years
    }
    graph = context.create_request_context().asset_graph
    backfill = PartitionBackfill.from_asset_graph_subset(
        backfill_id=make_new_backfill_id(),
        backfill_timestamp=time.time(),
        tags={},
        dynamic_partitions_store=context.instance,
        asset_graph_subset=AssetGraphSubset.from_asset_partition_set(wanted, graph),
        title=None,
        description=None,
        run_config=None,
    )
    context.instance.add_backfill(backfill)
    return backfill.backfill_id


def follow(context: WorkspaceProcessContext, backfill_id: str) -> Iterator[Progress]:
    """Yield what happens until the backfill has ended, taking the daemon's steps where no daemon runs."""
    logger = logging.getLogger("dagster.backfill")
    queue = QueuedRunCoordinatorDaemon(interval_seconds=1)
    seen: dict[str, int] = {}
    if _daemon_runs(context.instance):
        yield Progress(f"left to Dagster's daemon; done here where it has been silent for {DAEMON_SILENT_SECONDS} s")
    with queue:
        while True:
            ended = status(context.instance, backfill_id) in ENDED
            if not ended and not _daemon_runs(context.instance):
                _try_lost_runs_again(context, backfill_id, logger)
                # A layer is launched when the one before it has ended, so that it is one run and one Spark session.
                at_work = any(not run.is_finished for run in _runs(context.instance, backfill_id))
                steps = [execute_run_monitoring_iteration, *([] if at_work else [execute_backfill_iteration])]
                errors = [*(error for step in steps for error in step(context, logger)), *queue.run_iteration(context)]
                yield from (
                    Progress(error.message, failed=True) for error in errors if isinstance(error, SerializableErrorInfo)
                )
            yield from _news(context.instance, backfill_id, seen)
            if ended:
                return
            time.sleep(EVERY_SECONDS)


def status(instance: dg.DagsterInstance, backfill_id: str) -> BulkActionStatus:
    """Return where the backfill stands."""
    backfill = instance.get_backfill(backfill_id)
    if backfill is None:
        raise click.ClickException(f"backfill {backfill_id}: expected it in the instance, found nothing")
    return backfill.status


def results(instance: dg.DagsterInstance, backfill_id: str, source: str, years: Iterable[int]) -> Table:
    """Return a table of what the backfill found, made and kept, a row a partition."""
    runs = {run.run_id for run in _runs(instance, backfill_id)}
    columns = ("found", "new", "changed", "known", "failed", "summarised", "tagged")
    table = Table(
        Column("partition", no_wrap=True), *columns, title="Backfilled", box=box.SIMPLE_HEAD, collapse_padding=True
    )
    for year in years:
        counts = {asset: _counts(instance, asset, cell(source, year), runs) for asset in BY_CELL}
        crawled = [counts["articles"].get(name, "-") for name in ("found", "new", "changed", "known", "failed")]
        made = [counts[asset].get("made", "-") for asset in ("summaries", "entity_tags")]
        table.add_row(f"{source} {year}", *map(str, crawled + made))
    return table


def _counts(instance: dg.DagsterInstance, asset: str, partition: str, runs: set[str]) -> dict[str, object]:
    records = instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[partition]), limit=1
    ).records
    if not records or records[0].run_id not in runs or records[0].asset_materialization is None:
        return {}
    return {name: value.value for name, value in records[0].asset_materialization.metadata.items()}


def _runs(instance: dg.DagsterInstance, backfill_id: str) -> list[dg.DagsterRun]:
    runs = instance.get_runs(dg.RunsFilter(tags={BACKFILL_ID_TAG: backfill_id}))
    return sorted(runs, key=lambda run: run.run_id)


def _try_lost_runs_again(context: WorkspaceProcessContext, backfill_id: str, logger: logging.Logger) -> None:
    """Ask again for each run that Dagster marked so because its worker was lost, as `dagster.yaml` has it."""
    lost = dg.RunsFilter(
        tags={BACKFILL_ID_TAG: backfill_id, WILL_RETRY_TAG: "true"}, statuses=[dg.DagsterRunStatus.FAILURE]
    )
    for _ in consume_new_runs_for_automatic_reexecution(context, context.instance.get_run_records(lost), logger):
        pass


def _daemon_runs(instance: dg.DagsterInstance) -> bool:
    statuses = get_daemon_statuses(
        instance, daemon_types=["BACKFILL"], heartbeat_tolerance_seconds=DAEMON_SILENT_SECONDS
    )
    return all(daemon.healthy for daemon in statuses.values())


def _news(instance: dg.DagsterInstance, backfill_id: str, seen: dict[str, int]) -> Iterator[Progress]:
    for run in _runs(instance, backfill_id):
        for record in instance.get_records_for_run(run.run_id).records:
            if record.storage_id <= seen.get(run.run_id, -1):
                continue
            seen[run.run_id] = record.storage_id
            yield from _progress(record.event_log_entry)


def _progress(entry: dg.EventLogEntry) -> Iterator[Progress]:
    event = entry.dagster_event
    if event is None:
        if int(entry.level) >= logging.INFO:
            yield Progress(entry.user_message)
    elif event.is_step_failure:
        error = event.step_failure_data.user_failure_data
        yield Progress(error.description if error and error.description else _reason(event), failed=True)
    elif event.is_run_failure or event.is_job_failure:
        yield Progress(event.message or "the run failed", failed=True)
    elif event.is_step_start:
        yield Progress(f"{event.step_key}: started")
    elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
        asset = event.asset_key.to_user_string() if event.asset_key else event.step_key
        yield Progress(f"{asset}: {event.partition} done" if event.partition else f"{asset}: done")


def _reason(event: dg.DagsterEvent) -> str:
    """Return what an asset raised, without the stack, which the log has."""
    error = event.step_failure_data.error
    raised = error.cause or error if error else None
    return raised.message.strip() if raised else event.message or f"{event.step_key} failed"


@contextmanager
def _apart_from_runs(log: Path) -> Iterator[Console]:
    """Send what code servers and runs write to the *log*; yield a console for what a person should see."""
    log.parent.mkdir(parents=True, exist_ok=True)
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    with log.open("ab") as file, os.fdopen(kept[0], "w") as out:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
        try:
            yield Console(file=out)
        finally:
            out.flush()
            for descriptor, copy in zip((1, 2), kept, strict=True):
                os.dup2(copy, descriptor)
            os.close(kept[1])


@click.command()
@click.argument("source")
@click.argument("first", type=int)
@click.argument("last", type=int)
def main(source: str, first: int, last: int) -> None:
    """Backfill all assets of SOURCE from the year FIRST to the year LAST."""
    settings = Settings.from_environment()
    if source not in settings.subscriptions:
        raise click.ClickException(
            f"source {source}: expected one that the desk subscribes to ({', '.join(settings.subscriptions)}); add it"
            " to STOCKPRESS_SUBSCRIPTIONS"
        )
    running_year = int(YEARS.get_last_partition_key() or 0)
    if not FIRST_YEAR <= first <= last <= running_year:
        raise click.ClickException(
            f"years: expected {FIRST_YEAR} <= FIRST <= LAST <= {running_year}, found {first} to {last}"
        )
    years = range(first, last + 1)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _apart_from_runs(settings.home / "backfill.log") as console, open_workspace() as context:
        backfill_id = launch(context, source, years)
        console.print(f"backfill {backfill_id}: {source} {first} to {last}")
        started = time.monotonic()
        try:
            for line in follow(context, backfill_id):
                console.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  ", end="")
                console.print(line.text, style="bold red" if line.failed else "", markup=False, highlight=False)
        except KeyboardInterrupt:
            console.print(f"Interrupted; backfill {backfill_id} goes on when the desk is next at work.")
            sys.exit(130)
        console.print(results(context.instance, backfill_id, source, years))
        if status(context.instance, backfill_id) is not BulkActionStatus.COMPLETED_SUCCESS:
            console.print("The backfill failed: correct what is named above and run the same command again.")
            console.print(f"All that its runs wrote is in {settings.home / 'backfill.log'}.", soft_wrap=True)
            sys.exit(1)


if __name__ == "__main__":
    main()

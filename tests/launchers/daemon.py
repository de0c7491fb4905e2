"""The deployed daemon's work: as the real program, and as single turns without its pauses."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import yaml
from dagster._core.definitions.assets.graph.asset_graph_subset import AssetGraphSubset
from dagster._core.definitions.events import AssetKeyPartitionKey
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.storage.tags import BACKFILL_ID_TAG
from dagster._core.utils import make_new_backfill_id
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.monitoring.run_monitoring import execute_run_monitoring_iteration
from dagster._daemon.run_coordinator import QueuedRunCoordinatorDaemon

ROOT = Path(__file__).parents[2]
PYTHON = (sys.executable, "-m")
logger = logging.getLogger("dagster.turns")


@contextmanager
def running_program(command: list[str], log: Path, ready: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dagster's until the end of the block; wait until it has logged *ready*."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, stdin=subprocess.DEVNULL
        )
    try:
        deadline = time.monotonic() + 90
        while ready is not None and ready not in log.read_text():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started, as a lost machine does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


@contextmanager
def running_daemon(workspace: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run dagster-daemon over the deployed instance."""
    log.unlink(missing_ok=True)
    command = [*PYTHON, "dagster._daemon", "run", "--workspace", str(workspace)]
    with running_program(command, log, "Instance is configured with the following daemons") as process:
        yield process


@contextmanager
def code_servers(modules: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Serve code locations as the cloud does; yield deploy/workspace.yaml with the servers' ports put in."""
    workspace = yaml.safe_load((ROOT / "deploy" / "workspace.yaml").read_text())
    servers = []
    for entry in workspace["load_from"]:
        server = entry["grpc_server"]
        server["port"], server["host"] = free_port(), "127.0.0.1"
        command = [*PYTHON, "dagster", "api", "grpc", "--use-python-environment-entry-point", "--host", "127.0.0.1"]
        command += ["--port", str(server["port"]), "--module-name", modules[server["location_name"]]]
        servers.append(
            running_program(command, folder / f"{server['location_name']}.log", "Started Dagster code server")
        )
    path = folder / "workspace.yaml"
    path.write_text(yaml.safe_dump(workspace))
    with servers[0], servers[1]:
        yield path


@contextmanager
def opened_workspace(instance: dg.DagsterInstance, workspace: Path) -> Iterator[WorkspaceProcessContext]:
    """Open the code locations that are served."""
    with WorkspaceProcessContext(instance, WorkspaceFileTarget([str(workspace)])) as context:
        for entry in context.create_request_context().get_code_location_entries().values():
            assert entry.load_error is None, entry.load_error
        yield context


def add_backfill(context: WorkspaceProcessContext, partitions: Mapping[str, list[str]]) -> str:
    """Ask for partitions by asset; return the backfill's id."""
    wanted = {AssetKeyPartitionKey(dg.AssetKey(asset), key) for asset, keys in partitions.items() for key in keys}
    subset = AssetGraphSubset.from_asset_partition_set(wanted, context.create_request_context().asset_graph)
    backfill = PartitionBackfill.from_asset_graph_subset(
        make_new_backfill_id(), time.time(), {}, context.instance, subset, None, None, None
    )
    context.instance.add_backfill(backfill)
    return backfill.backfill_id


def turn(context: WorkspaceProcessContext, queue: QueuedRunCoordinatorDaemon, at_work: bool = False) -> None:
    """Do what the daemon does in one turn: run monitoring, backfills unless one is *at_work*, the queue."""
    for step in (execute_run_monitoring_iteration, *(() if at_work else (execute_backfill_iteration,))):
        errors = [error for error in step(context, logger) if hasattr(error, "message")]
        assert errors == []
    list(queue.run_iteration(context))


def follow_backfill(context: WorkspaceProcessContext, backfill_id: str, seconds: float) -> BulkActionStatus:
    """Take turns until a backfill has ended; return how. A layer is looked for when the one before has ended."""
    deadline = time.monotonic() + seconds
    of_backfill = dg.RunsFilter(tags={BACKFILL_ID_TAG: backfill_id})
    with QueuedRunCoordinatorDaemon(interval_seconds=1) as queue:
        while True:
            turn(context, queue, any(not run.is_finished for run in context.instance.get_runs(of_backfill)))
            backfill = context.instance.get_backfill(backfill_id)
            assert backfill is not None
            if backfill.status != BulkActionStatus.REQUESTED:
                return backfill.status
            assert time.monotonic() < deadline, f"backfill {backfill_id}: not within {seconds:.0f} s"
            time.sleep(0.5)


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""Runs of the tiny code locations: made, launched, looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.events import DagsterEvent
from dagster._core.launcher.base import LaunchRunContext, RunLauncher
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.test_utils import create_run_for_test
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.context import BaseWorkspaceRequestContext, WorkspaceProcessContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget

ROOT = Path(__file__).parents[2]


class Tiny:
    """One of the tiny locations, as far as launching its runs needs it; they run elsewhere."""

    def __init__(
        self, instance: dg.DagsterInstance, workspace: BaseWorkspaceRequestContext, location: str, asset: str
    ) -> None:
        self.instance = instance
        self._workspace = workspace
        self._asset = asset
        [self._repository] = workspace.get_code_location(location).get_repositories().values()

    def make(self, config: Mapping[str, Any] | None = None, **tags: str) -> dg.DagsterRun:
        """Make a run of the location's one asset, not launched yet; tags are named with a double underscore for a /."""
        job = self._repository.get_full_job("__ASSET_JOB")
        return create_run_for_test(
            self.instance,
            job_name="__ASSET_JOB",
            run_config={"ops": {self._asset: {"config": dict(config or {})}}},
            tags={"dagster/partition": "one|2024", **{name.replace("__", "/"): value for name, value in tags.items()}},
            asset_selection=frozenset({dg.AssetKey(self._asset)}),
            job_code_origin=job.get_python_origin(),
            remote_job_origin=job.get_remote_origin(),
        )

    def launch(self, config: Mapping[str, Any] | None = None, **tags: str) -> str:
        """Make a run and launch it past the queue; return its id."""
        run = self.make(config, **tags)
        self.instance.launch_run(run.run_id, self._workspace)
        return run.run_id

    def submit(self, config: Mapping[str, Any] | None = None, **tags: str) -> str:
        """Make a run and queue it; return its id."""
        run = self.make(config, **tags)
        self.instance.submit_run(run.run_id, self._workspace)
        return run.run_id

    def launch_with(self, launcher: RunLauncher[dg.DagsterInstance]) -> str:
        """Make a run and launch it through a launcher that is not the instance's; return its id."""
        run = self.make()
        starting = DagsterEvent(event_type_value=dg.DagsterEventType.PIPELINE_STARTING.value, job_name=run.job_name)
        self.instance.report_dagster_event(starting, run_id=run.run_id)
        launcher.launch_run(LaunchRunContext(run, self._workspace))
        return run.run_id

    def launch_again(self, run_id: str) -> None:
        """Launch a run that was launched before."""
        self.instance.launch_run(run_id, self._workspace)


@contextmanager
def tiny_location(instance: dg.DagsterInstance, module: str, asset: str) -> Iterator[Tiny]:
    """Load one of the tiny locations."""
    target = LoadableTargetOrigin(
        executable_path=sys.executable, module_name=module, attribute="defs", working_directory=str(ROOT)
    )
    name = module.rpartition(".")[2]
    origin = InProcessCodeLocationOrigin(target, location_name=name)
    with WorkspaceProcessContext(instance, InProcessWorkspaceLoadTarget(origin)) as context:
        yield Tiny(instance, context.create_request_context(), name, asset)


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    """Return where a run stands."""
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def messages(instance: dg.DagsterInstance, run_id: str) -> str:
    """Return all that a run's log says, with the errors in it."""
    lines = []
    for entry in instance.all_logs(run_id):
        lines.append(entry.message)
        data = entry.dagster_event.event_specific_data if entry.dagster_event else None
        error = getattr(data, "error", None)
        if error is not None:
            lines.append(error.to_string())
    return "\n".join(lines)


def metadata(instance: dg.DagsterInstance, run_id: str) -> Mapping[str, Any]:
    """Return the metadata of the materialisation that a run made."""
    [record] = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION).records
    materialization = record.asset_materialization
    assert materialization is not None
    return {name: value.value for name, value in materialization.metadata.items()}


def worker_pid(folder: Path, run_id: str) -> int | None:
    """Return the process that executes a run, once it has said so."""
    path = folder / f"{run_id}.pid"
    return int(path.read_text()) if path.exists() and path.read_text() else None

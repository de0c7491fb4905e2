"""A run launcher for one machine: Dagster's default one, which in addition knows whether a run's process still lives.

With Dagster's own launcher a run whose process and code server were both killed counts as started for ever and keeps
its place in the queue. Here run monitoring finds it out and marks it as failed.
"""

from __future__ import annotations

import dagster as dg
import psutil
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus


class LocalRunLauncher(DefaultRunLauncher):
    """Launches runs as processes of this machine and tells run monitoring whether they live."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Say yes: run monitoring may ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return whether the process that was last started for *run* lives."""
        started = self._last_start(run.run_id)
        if started is None:
            return CheckRunHealthResult(WorkerStatus.UNKNOWN, "no process has been started yet")
        pid, when = started
        try:
            alive = psutil.Process(pid).create_time() <= when and psutil.Process(pid).is_running()
        except psutil.NoSuchProcess:
            alive = False
        if alive:
            return CheckRunHealthResult(WorkerStatus.RUNNING, run_worker_id=str(pid))
        return CheckRunHealthResult(
            WorkerStatus.FAILED,
            f"process {pid} of this run was killed, or the machine restarted; what it saved is kept",
            run_worker_id=str(pid),
        )

    def _last_start(self, run_id: str) -> tuple[int, float] | None:
        """Return process id and time of the newest event that a process was started for the run."""
        found = None
        for entry in self._instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
            event = entry.dagster_event
            pid = event.engine_event_data.metadata.get("pid") if event is not None else None
            if pid is not None:
                found = int(str(pid.value)), entry.timestamp
        return found

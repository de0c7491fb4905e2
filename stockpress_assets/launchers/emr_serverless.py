"""The run launcher: one Dagster run becomes one EMR Serverless job, whose Spark driver executes the run.

How the job is described lives in emr_request, how EMR is asked in emr_jobs, what runs over there in emr_driver.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, Self

from dagster import DagsterRun, DagsterRunStatus, Field, IntSource, MetadataValue, Noneable, StringSource
from dagster import _check as check
from dagster._config.config_schema import UserConfigSchema
from dagster._core.errors import DagsterLaunchFailedError
from dagster._core.events import EngineEventData
from dagster._core.instance import DagsterInstance
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from stockpress_assets.launchers.clear_secrets import refuse_clear_secrets_in_instance
from stockpress_assets.launchers.emr_jobs import ATTEMPTS, EmrJobs, Job
from stockpress_assets.launchers.emr_log import log_links, log_tail
from stockpress_assets.launchers.emr_lookup import APPLICATION_TAG, JOB_TAG, JobLookup
from stockpress_assets.launchers.emr_request import job_name, job_request
from stockpress_assets.launchers.emr_settings import CONFIG, EmrSettings, InvalidEmrSettings
from stockpress_assets.launchers.emr_watch import RunWatch
from stockpress_assets.launchers.refusals import AwsError

WATCH_SECONDS = 10

# A job that is CANCELLING still runs: its driver may be cleaning up. CANCELLED while the run counts as started means
# that EMR or a person ended it behind Dagster's back.
HEALTH: Mapping[str, WorkerStatus] = {
    "SUBMITTED": WorkerStatus.RUNNING,
    "QUEUED": WorkerStatus.RUNNING,
    "PENDING": WorkerStatus.RUNNING,
    "SCHEDULED": WorkerStatus.RUNNING,
    "RUNNING": WorkerStatus.RUNNING,
    "CANCELLING": WorkerStatus.RUNNING,
    "SUCCESS": WorkerStatus.SUCCESS,
    "FAILED": WorkerStatus.FAILED,
    "CANCELLED": WorkerStatus.FAILED,
}


class EmrServerlessRunLauncher(RunLauncher[DagsterInstance], ConfigurableClass):
    """Launches each run as a job of an EMR Serverless application; see docs/launchers.md for its configuration.

    Launching twice gives one job: the run's id is EMR's client token, and the job's name ends in it, so that a job is
    found again even where the process died between starting it and tagging the run with its id.
    """

    def __init__(
        self,
        settings: EmrSettings,
        region: str | None = None,
        attempts: int = ATTEMPTS,
        watch_seconds: int = WATCH_SECONDS,
        inst_data: ConfigurableClassData | None = None,
    ) -> None:
        if watch_seconds < 1:
            raise InvalidEmrSettings(f"watch_seconds: expected 1 or more, found {watch_seconds}")
        self._settings = settings
        self._inst_data = inst_data
        self._jobs = EmrJobs.connect(region, attempts)
        self._lookup = JobLookup(self._jobs, settings.application_id)
        self._watch = RunWatch(watch_seconds)
        super().__init__()

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        return self._inst_data

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {
            **CONFIG,
            "region": Field(Noneable(StringSource), default_value=None, description="Unset: the environment's region."),
            "attempts": Field(
                IntSource, default_value=ATTEMPTS, description="How often a call that EMR throttles is made in all."
            ),
            "watch_seconds": Field(
                IntSource,
                default_value=WATCH_SECONDS,
                description="How often the job of a run that is starting or was terminated is looked at.",
            ),
        }

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        own = {name: config_value[name] for name in ("region", "attempts", "watch_seconds")}
        return cls(
            EmrSettings.from_config({name: value for name, value in config_value.items() if name not in own}),
            inst_data=inst_data,
            **own,
        )

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start the run's job, or find the one that was started for it before.

        Raises DagsterLaunchFailedError where EMR does not take it or a setting is wrong; Dagster then fails the run.
        """
        run = context.dagster_run
        job = self._start(run, context)
        self._instance.add_run_tags(run.run_id, {APPLICATION_TAG: job.application_id, JOB_TAG: job.id})
        links = log_links(self._settings.logs, job, self._jobs.region)
        metadata = {
            "application": job.application_id,
            "job run": job.id,
            **{name: MetadataValue.url(link) for name, link in links.items()},
        }
        self._report(run, f"Launched as EMR Serverless job {job.id}", EngineEventData(metadata))
        self._watch.follow(run.run_id, partial(self._look_at_start, run.run_id))

    def terminate(self, run_id: str) -> bool:
        """End the run; say whether there was a job of it to end.

        A driver that is at work asks Dagster every few seconds whether its run was terminated, and ends it as it should
        be ended. To cancel the job at once would kill it in the middle: EMR tells the JVM, which exits, and with it the
        container in which the run's Python is. So EMR is asked only where the run has not ended by itself in time.
        """
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        self._instance.report_run_canceling(run)
        job = self._lookup.job_of(self._instance, run)
        if job is None:
            self._report(run, "EMR Serverless has no job of this run; run monitoring ends it after its cancel timeout")
            return False
        at_work = job.state == "RUNNING" or run.status == DagsterRunStatus.STARTED
        if job.ended or not at_work or not self._settings.cancel_grace_seconds:
            return self._cancel(run, job)
        deadline = time.monotonic() + self._settings.cancel_grace_seconds
        self._watch.follow(run_id, partial(self._look_at_end, run_id, job, deadline))
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Return how the run's driver is, by its job.

        Raises AwsError where EMR cannot be asked: run monitoring then leaves the run alone and asks again, where any
        status but RUNNING and SUCCESS would make it fail a run that may be well.
        """
        job = self._lookup.job_of(self._instance, run)
        if job is None:
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "EMR Serverless has no job of this run")
        status = HEALTH.get(job.state, WorkerStatus.RUNNING)
        if status is WorkerStatus.SUCCESS and not self._is_finished(run):
            # Left at SUCCESS the run would stand as started for ever: its driver is gone and reports nothing more.
            status = WorkerStatus.FAILED
        return CheckRunHealthResult(status, str(job), run_worker_id=job.id)

    def get_run_worker_debug_info(self, run: DagsterRun, include_container_logs: bool | None = True) -> str | None:
        """Return what a person wants to know of the run's job: its state, links, and the last lines of its log."""
        job = self._lookup.job_of(self._instance, run)
        if job is None:
            return "EMR Serverless has no job of this run."
        lines = [f"{job}."]
        dashboard = self._jobs.dashboard(job)
        if dashboard is not None:
            lines.append(f"Spark UI, for the next hour: {dashboard}")
        lines.append(
            "A new link: aws emr-serverless get-dashboard-for-job-run"
            f" --application-id {job.application_id} --job-run-id {job.id}"
        )
        links = log_links(self._settings.logs, job, self._jobs.region)
        lines += [f"{name}: {link}" for name, link in links.items()]
        if include_container_logs or job.ended:
            lines += ["The driver's last lines:", log_tail(self._settings.logs, job, self._jobs.region)]
        return "\n".join(lines)

    def dispose(self) -> None:
        """End the watch over runs that start or end."""
        self._watch.stop()

    def _start(self, run: DagsterRun, context: LaunchRunContext) -> Job:
        origin = check.not_none(context.job_code_origin)
        try:
            instance_ref = self._instance.get_ref()
            refuse_clear_secrets_in_instance(instance_ref)
            request = job_request(self._settings.for_run(run.tags), run, origin, instance_ref)
            job_id = self._jobs.start(request)
        except ValueError as error:
            raise DagsterLaunchFailedError(f"run {run.run_id} was not launched: {error}") from error
        except AwsError as error:
            job = self._lookup.started_in_spite_of(error, self._instance, run)
            if job is None:
                raise DagsterLaunchFailedError(f"run {run.run_id} was not launched: {error}") from error
            return job
        return Job(self._settings.application_id, job_id, job_name(run), "SUBMITTED", "")

    def _look_at_start(self, run_id: str) -> bool:
        """Fail the run where its job has ended and the run still waits for it; say whether the run is settled."""
        if not self.has_instance or not self._waits(run_id):
            return True
        run = check.not_none(self._instance.get_run_by_id(run_id))
        job = self._lookup.job_of(self._instance, run)
        if job is None or not job.ended:
            return False
        if self._waits(run_id):
            info = self.get_run_worker_debug_info(run)
            self._instance.report_run_failed(run, f"The job ended before the run began.\n{info}")
        return True

    def _look_at_end(self, run_id: str, job: Job, deadline: float) -> bool:
        """Cancel the job where its run has not ended by the deadline; say whether the run is settled."""
        run = self._instance.get_run_by_id(run_id) if self.has_instance else None
        if run is None or run.is_finished:
            return True
        if time.monotonic() < deadline:
            return False
        self._cancel(run, job)
        return True

    def _cancel(self, run: DagsterRun, job: Job) -> bool:
        """Cancel the job and end the run, which its driver will not do any more; say whether there was a job to end.

        A driver that starts just now finds the run ended and leaves it.
        """
        alive = self._jobs.cancel(job)
        self._instance.report_run_canceled(run, f"Cancelled; when it was, {job}.")
        return alive

    def _waits(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        return run is not None and run.status == DagsterRunStatus.STARTING

    def _is_finished(self, run: DagsterRun) -> bool:
        now = self._instance.get_run_by_id(run.run_id)
        return now is None or now.is_finished

    def _report(self, run: DagsterRun, message: str, data: EngineEventData | None = None) -> None:
        self._instance.report_engine_event(message, run, data, cls=self.__class__)

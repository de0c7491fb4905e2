"""Which job belongs to a run: by the tags that the launch left on the run, else by the job's name in EMR."""

from __future__ import annotations

from datetime import timedelta

from dagster import DagsterRun
from dagster._core.instance import DagsterInstance

from stockpress_assets.launchers.emr_jobs import EmrJobs, Job
from stockpress_assets.launchers.refusals import AwsError, AwsRefused

APPLICATION_TAG = "emr_serverless/application_id"
JOB_TAG = "emr_serverless/job_run_id"

# EMR's clock and that of Dagster's storage may differ by so much.
CLOCKS_DIFFER = timedelta(minutes=5)
# What EMR may answer to a request that differs from the run's first one.
OTHER_REQUEST = ("ConflictException", "ValidationException")


class JobLookup:
    """Finds the jobs of runs in one application. Raises AwsError where EMR cannot be asked."""

    def __init__(self, jobs: EmrJobs, application_id: str) -> None:
        self._jobs = jobs
        self._application_id = application_id

    def job_of(self, instance: DagsterInstance, run: DagsterRun) -> Job | None:
        """Return the run's job, or None where it has none."""
        now = instance.get_run_by_id(run.run_id) or run
        application_id, job_id = now.tags.get(APPLICATION_TAG), now.tags.get(JOB_TAG)
        if application_id and job_id:
            job = self._jobs.get(application_id, job_id)
            # A run that is tried again inherits the tags of the one before, until it is launched itself.
            if job is not None and job.name.endswith(run.run_id):
                return job
        return self._by_name(instance, run)

    def started_in_spite_of(self, error: AwsError, instance: DagsterInstance, run: DagsterRun) -> Job | None:
        """Return the run's job where it stands though starting it raised *error*.

        The answer may have been lost on its way; and a request that differs from the run's first one, after a change of
        configuration say, is refused because of the very job that is wanted.
        """
        if isinstance(error, AwsRefused) and error.code not in OTHER_REQUEST:
            return None
        try:
            return self._by_name(instance, run)
        except AwsError:
            return None  # the first error is the one to tell

    def _by_name(self, instance: DagsterInstance, run: DagsterRun) -> Job | None:
        record = instance.get_run_record_by_id(run.run_id)
        if record is None:
            return None
        return self._jobs.find(self._application_id, run.run_id, record.create_timestamp - CLOCKS_DIFFER)

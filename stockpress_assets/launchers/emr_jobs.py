"""EMR Serverless's jobs: start, look at, find, cancel. The only caller of the emr-serverless API.

Knows nothing of Dagster but what a job's name ends in. botocore repeats calls that were throttled or lost; here only
what it does not know is repeated: an application that is just starting or stopping takes no job for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from stockpress_assets.launchers.refusals import AwsRefused, code_of, explain, is_changing

# "adaptive" also slows this client down where EMR throttles it: a backfill starts hundreds of jobs in a minute.
RETRY_MODE = "adaptive"
ATTEMPTS = 10
SETTLE_SECONDS = (2, 5, 10, 15, 15, 15)

ENDED = frozenset({"SUCCESS", "FAILED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class Job:
    """One job run of EMR Serverless, as it stood when EMR was asked. ``details`` is EMR's own word on its state."""

    application_id: str
    id: str
    name: str
    state: str
    details: str

    @property
    def ended(self) -> bool:
        """Whether nothing of it runs or will run."""
        return self.state in ENDED

    def __str__(self) -> str:
        details = f" ({self.details})" if self.details else ""
        return f"EMR Serverless job {self.id} of application {self.application_id} is {self.state}{details}"


class EmrJobs:
    """The jobs of one account and region. Safe to use from several threads."""

    def __init__(self, client: Any, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    @classmethod
    def connect(cls, region: str | None = None, attempts: int = ATTEMPTS) -> EmrJobs:
        """Return the jobs of *region*, or of the environment's region; raise AwsRefused where there is none."""
        retries = Config(retries={"mode": RETRY_MODE, "total_max_attempts": attempts})
        try:
            return cls(boto3.client("emr-serverless", region_name=region, config=retries))
        except BotoCoreError as error:
            raise explain("connecting to EMR Serverless", error) from error

    @property
    def region(self) -> str:
        """The region that is asked."""
        return self._client.meta.region_name

    def start(self, request: Mapping[str, Any]) -> str:
        """Start a job, or find the one that the same request started before; return its id.

        Raises AwsBusy or AwsRefused where EMR takes it neither now nor after a minute's patience.
        """
        for pause in (*SETTLE_SECONDS, None):
            try:
                return self._client.start_job_run(**request)["jobRunId"]
            except (ClientError, BotoCoreError) as error:
                if pause is None or not is_changing(error):
                    raise explain("emr-serverless:StartJobRun", error) from error
            self._sleep(pause)
        raise AssertionError("the last turn returns or raises")

    def get(self, application_id: str, job_id: str) -> Job | None:
        """Return a job as it stands, or None where EMR knows none of that id."""
        try:
            answer = self._client.get_job_run(applicationId=application_id, jobRunId=job_id)["jobRun"]
        except (ClientError, BotoCoreError) as error:
            if code_of(error) == "ResourceNotFoundException":
                return None
            raise explain("emr-serverless:GetJobRun", error) from error
        return _job(answer, answer["jobRunId"])

    def find(self, application_id: str, name_ends_with: str, since: datetime) -> Job | None:
        """Return the newest job since *since* whose name ends so, or None."""
        try:
            pages = self._client.get_paginator("list_job_runs").paginate(
                applicationId=application_id, createdAtAfter=since
            )
            found = [job for page in pages for job in page["jobRuns"] if job.get("name", "").endswith(name_ends_with)]
        except (ClientError, BotoCoreError) as error:
            if code_of(error) == "ResourceNotFoundException":
                return None
            raise explain("emr-serverless:ListJobRuns", error) from error
        newest = max(found, key=lambda job: job["createdAt"], default=None)
        return None if newest is None else _job(newest, newest["id"])

    def cancel(self, job: Job) -> bool:
        """Ask EMR to end a job at once; say whether there was still something to end."""
        try:
            self._client.cancel_job_run(applicationId=job.application_id, jobRunId=job.id)
        except (ClientError, BotoCoreError) as error:
            now = self.get(job.application_id, job.id)
            if now is None or now.ended or now.state == "CANCELLING":
                return now is not None and not now.ended
            raise explain("emr-serverless:CancelJobRun", error) from error
        return True

    def dashboard(self, job: Job) -> str | None:
        """Return a link to the job's Spark UI, good for an hour and for whoever holds it; None where EMR has none."""
        try:
            answer = self._client.get_dashboard_for_job_run(applicationId=job.application_id, jobRunId=job.id)
        except (ClientError, BotoCoreError) as error:
            refused = explain("emr-serverless:GetDashboardForJobRun", error)
            if isinstance(refused, AwsRefused):
                return None
            raise refused from error
        return answer.get("url")


def _job(answer: Mapping[str, Any], job_id: str) -> Job:
    return Job(
        application_id=answer["applicationId"],
        id=job_id,
        name=answer.get("name", ""),
        state=answer["state"],
        details=answer.get("stateDetails") or "",
    )

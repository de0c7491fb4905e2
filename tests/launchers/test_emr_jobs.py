"""The API of EMR Serverless as the launcher uses it: what is repeated, for how long, and what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError

from stockpress_assets.launchers.emr_jobs import EmrJobs, Job
from stockpress_assets.launchers.emr_log import log_links, log_tail
from stockpress_assets.launchers.emr_settings import EmrLogs
from stockpress_assets.launchers.refusals import AwsBusy, AwsRefused, explain
from tests.launchers.cloud.emr import error
from tests.launchers.cloud.server import Cloud
from tests.launchers.conftest import ROLE

STOPPING = error(
    400, "ValidationException", "Application must be in one of [STARTED, STOPPED]. Current status: STOPPING"
)
THROTTLED = error(400, "ThrottlingException", "Rate exceeded")


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that were made instead of slept."""
    return []


@pytest.fixture
def jobs(cloud: Cloud, pauses: list[float]) -> EmrJobs:
    """The jobs of the double, held before they start, and no time lost in pauses."""
    cloud.emr.held = True
    client: Any = EmrJobs.connect(attempts=2)._client
    return EmrJobs(client, sleep=pauses.append)


def request(application: str, token: str, **more: Any) -> dict[str, Any]:
    """Return the least that EMR takes."""
    return {
        "applicationId": application,
        "clientToken": token,
        "executionRoleArn": ROLE,
        "name": f"job {token}",
        "jobDriver": {"sparkSubmit": {"entryPoint": "local:///x.py", "entryPointArguments": []}},
        "configurationOverrides": {
            "applicationConfiguration": [{"classification": "spark-defaults", "properties": {}}]
        },
        **more,
    }


def test_an_application_that_is_just_stopping_is_waited_for(
    cloud: Cloud, jobs: EmrJobs, application: str, pauses: list[float]
):
    cloud.emr.errors = [("StartJobRun", STOPPING)] * 3
    job_id = jobs.start(request(application, "stopping"))
    assert pauses == [2, 5, 10]
    assert jobs.get(application, job_id) is not None


def test_an_application_that_never_settles_is_given_up_after_a_minute(
    cloud: Cloud, jobs: EmrJobs, application: str, pauses: list[float]
):
    cloud.emr.errors = [("StartJobRun", STOPPING)] * 20
    with pytest.raises(AwsBusy, match="Current status: STOPPING"):
        jobs.start(request(application, "never"))
    assert 60 <= sum(pauses) <= 70


def test_throttling_is_repeated_by_botocore_and_told_when_it_lasts(
    cloud: Cloud, jobs: EmrJobs, application: str, pauses: list[float]
):
    cloud.emr.errors = [("StartJobRun", THROTTLED)] * 2
    with pytest.raises(AwsBusy, match=r"Rate exceeded.*try again later"):
        jobs.start(request(application, "throttled"))
    assert cloud.emr.requests == ["StartJobRun"] * 2
    assert pauses == []


def test_a_refusal_is_told_at_once(cloud: Cloud, jobs: EmrJobs, application: str):
    cloud.emr.errors = [("StartJobRun", error(400, "ValidationException", "entryPoint is wrong"))]
    with pytest.raises(AwsRefused, match=r"StartJobRun.*entryPoint is wrong.*correct what it names"):
        jobs.start(request(application, "refused"))
    assert cloud.emr.requests == ["StartJobRun"]


def test_the_same_request_starts_one_job(jobs: EmrJobs, application: str):
    assert jobs.start(request(application, "twice")) == jobs.start(request(application, "twice"))


def test_a_job_is_found_by_the_end_of_its_name_and_only_since_then(jobs: EmrJobs, application: str):
    job_id = jobs.start(request(application, "named"))
    now = datetime.now(UTC)
    found = jobs.find(application, "named", now - timedelta(minutes=5))
    assert found is not None and found.id == job_id
    assert jobs.find(application, "other", now - timedelta(minutes=5)) is None
    assert jobs.find(application, "named", now + timedelta(minutes=5)) is None


def test_cancelling_what_has_ended_says_so(cloud: Cloud, jobs: EmrJobs, application: str):
    job_id = jobs.start(request(application, "ended"))
    job = jobs.get(application, job_id)
    assert job is not None
    assert jobs.cancel(job)
    assert not jobs.cancel(job)
    assert not jobs.cancel(Job(application, "0unknown", "", "RUNNING", ""))


def test_a_job_without_a_dashboard_has_no_link(cloud: Cloud, jobs: EmrJobs, application: str):
    job = jobs.get(application, jobs.start(request(application, "dashboard")))
    assert job is not None
    assert (jobs.dashboard(job) or "").startswith("https://")
    gone = error(404, "ResourceNotFoundException", "no dashboard")
    cloud.emr.errors = [("GetDashboardForJobRun", gone)]
    assert jobs.dashboard(job) is None


@pytest.mark.parametrize(
    ("cause", "kind", "remedy"),
    [
        (NoCredentialsError(), AwsRefused, "a task role on ECS"),
        (EndpointConnectionError(endpoint_url="https://emr"), AwsBusy, "try again later"),
    ],
    ids=["no credentials", "no connection"],
)
def test_what_comes_from_botocore_itself_is_told_alike(cause, kind, remedy: str):
    told = explain("emr-serverless:GetJobRun", cause)
    assert isinstance(told, kind)
    assert remedy in str(told)


def test_the_drivers_log_is_linked_and_its_end_is_read_from_cloudwatch(running: Cloud):
    logs = EmrLogs(s3_uri="s3://bucket/emr/", log_group="/emr/jobs", log_stream_prefix="dev")
    job = Job("00f1", "00j1", "job", "FAILED", "")
    client: Any = boto3.client("logs")
    client.create_log_group(logGroupName="/emr/jobs")
    stream = "dev/applications/00f1/jobs/00j1/SPARK_DRIVER/stderr"
    client.create_log_stream(logGroupName="/emr/jobs", logStreamName=stream)
    now = int(datetime.now(UTC).timestamp() * 1000)
    client.put_log_events(
        logGroupName="/emr/jobs",
        logStreamName=stream,
        logEvents=[{"timestamp": now + number, "message": f"line {number}\n"} for number in range(40)],
    )
    assert log_tail(logs, job, "eu-west-1").splitlines() == [f"line {number}" for number in range(15, 40)]
    links = log_links(logs, job, "eu-west-1")
    assert links["driver log in CloudWatch"].endswith(
        "/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Femr$252Fjobs/log-events/"
        "dev$252Fapplications$252F00f1$252Fjobs$252F00j1$252FSPARK_DRIVER$252Fstderr"
    )
    assert (
        "buckets/bucket?region=eu-west-1&prefix=emr/applications/00f1/jobs/00j1/SPARK_DRIVER/"
        in links["driver log in S3"]
    )


def test_a_log_that_cannot_be_read_is_no_error(running: Cloud):
    job = Job("00f1", "00gone", "job", "FAILED", "")
    assert "not readable from here" in log_tail(EmrLogs(s3_uri="s3://bucket/"), job, "eu-west-1")
    assert "own storage" in log_tail(EmrLogs(), job, "eu-west-1")

"""The EMR Serverless launcher against a cloud whose jobs really run, in the deployed instance."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import pytest
from dagster._core.errors import DagsterLaunchFailedError
from dagster._core.launcher.base import WorkerStatus

from stockpress_assets.launchers.emr_serverless import HEALTH, EmrServerlessRunLauncher
from stockpress_assets.launchers.refusals import AwsBusy, AwsRefused
from stockpress_assets.launchers.secret_environment import SecretVariable
from tests.launchers.cloud.emr import error
from tests.launchers.cloud.server import Cloud
from tests.launchers.conftest import TINY_SECRET, eventually
from tests.launchers.runs import Tiny, messages, metadata, status, tiny_location, worker_pid

THROTTLED = error(400, "ThrottlingException", "Rate exceeded")
SUCCESS, FAILURE, CANCELED = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED


@pytest.fixture(scope="module")
def nlp(deployed: dg.DagsterInstance) -> Iterator[Tiny]:
    """The tiny location whose runs go to EMR."""
    with tiny_location(deployed, "tests.launchers.tiny.nlp", "words") as location:
        yield location


@pytest.fixture
def launcher(deployed: dg.DagsterInstance, nlp: Tiny) -> EmrServerlessRunLauncher:
    """The EMR launcher inside the routing launcher of the deployed instance."""
    launcher = deployed.run_launcher._launcher("emr")  # type: ignore[attr-defined]
    assert isinstance(launcher, EmrServerlessRunLauncher)
    return launcher


def finished(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    """Wait until a run has ended; return how."""
    ended = (SUCCESS, FAILURE, CANCELED)
    return eventually("the run ends", lambda: (now := status(instance, run_id)) in ended and now)


@contextmanager
def watching(
    launcher: EmrServerlessRunLauncher, instance: dg.DagsterInstance, *secrets: SecretVariable, **settings: Any
) -> Iterator[EmrServerlessRunLauncher]:
    """Build a launcher like *launcher* with other *settings* and more *secrets*."""
    changed = replace(launcher._settings, secrets=(*launcher._settings.secrets, *secrets), **settings)
    watcher = EmrServerlessRunLauncher(changed, watch_seconds=1)
    watcher.register_instance(instance)
    yield watcher
    watcher.dispose()


def health(launcher: EmrServerlessRunLauncher, instance: dg.DagsterInstance, run_id: str):
    """Ask for the health of a run's worker as run monitoring does."""
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return launcher.check_run_worker_health(run)


def test_a_run_becomes_one_job_whose_driver_reads_the_secrets_and_executes_it(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny
):
    run_id = nlp.launch(emr_serverless__environment='{"TINY_TINT": "blue"}')
    nlp.launch_again(run_id)
    assert finished(deployed, run_id) == SUCCESS, cloud.emr.job_of(run_id).log
    assert metadata(deployed, run_id) == {"words": 3, "secret": len(TINY_SECRET), "tint": "blue"}
    job = cloud.emr.job_of(run_id)  # the only one, though it was launched twice
    eventually("the job ends well", lambda: job.state == "SUCCESS")
    run = deployed.get_run_by_id(run_id)
    assert run is not None
    assert run.tags["emr_serverless/job_run_id"] == job.id
    assert run.tags["routing/launched_by"] == "emr"
    assert job.request["tags"]["dagster/run_id"] == run_id
    assert "driver log in S3" in str(deployed.all_logs(run_id))


def test_no_secret_stands_in_the_jobs_parameters(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, postgres, deployed_variables
):
    from stockpress_assets.launchers.emr_driver import unpack

    cloud.emr.held = True
    run_id = nlp.launch()
    job = cloud.emr.job_of(run_id)
    shown = str(job.request) + unpack(job.spark["entryPointArguments"][1])
    for value in (postgres["DAGSTER_POSTGRES_PASSWORD"], TINY_SECRET):
        assert value not in shown
    assert "DAGSTER_POSTGRES_PASSWORD=arn:aws:secretsmanager:" in shown


def test_a_second_launch_after_a_change_of_configuration_finds_the_first_job(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    run_id = nlp.launch()
    deployed.add_run_tags(run_id, {"emr_serverless/spark_conf": '{"spark.executor.memory": "8g"}'})
    nlp.launch_again(run_id)
    assert [job.request["clientToken"] for job in cloud.emr.jobs.values()].count(run_id) == 1


def test_a_run_on_spark_uses_the_jobs_own_session_and_ends_itself_when_it_is_terminated(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny
):
    cloud.emr.master = "local[2]"
    run_id = nlp.launch({"spark": True, "seconds": 300})
    eventually("Spark has counted", lambda: "counted 3" in messages(deployed, run_id), seconds=120)
    assert deployed.run_launcher.terminate(run_id)
    assert finished(deployed, run_id) == CANCELED
    job = cloud.emr.job_of(run_id)
    eventually("the driver is gone", lambda: job.state in ("SUCCESS", "FAILED"))
    assert "CancelJobRun" not in cloud.emr.requests, "it ended by itself"
    assert not deployed.run_launcher.terminate(run_id), "nothing is left to terminate"


def test_a_driver_that_hangs_is_cancelled_when_its_time_is_up(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, tiny_folder: Path, launcher: EmrServerlessRunLauncher
):
    run_id = nlp.launch({"seconds": 300})
    os.kill(eventually("the asset runs", lambda: worker_pid(tiny_folder, run_id)), signal.SIGSTOP)
    with watching(launcher, deployed, cancel_grace_seconds=2) as impatient:
        assert impatient.terminate(run_id)
        assert finished(deployed, run_id) == CANCELED
    assert cloud.emr.job_of(run_id).state == "CANCELLED"


def test_a_run_that_is_terminated_before_its_driver_started_is_cancelled_at_once(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny
):
    cloud.emr.held = True
    run_id = nlp.launch()
    assert deployed.run_launcher.terminate(run_id)
    assert status(deployed, run_id) == CANCELED


def test_health_follows_the_jobs_state(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    run_id = nlp.launch()
    job = cloud.emr.job_of(run_id)
    found = {}
    for state in HEALTH:
        job.fixed_state = state
        result = health(launcher, deployed, run_id)
        assert result.run_worker_id == job.id and state in (result.msg or "")
        found[state] = result.status
    well = ("SUBMITTED", "QUEUED", "PENDING", "SCHEDULED", "RUNNING", "CANCELLING")
    # after SUCCESS the driver is gone, and this run was never told to have ended
    dead = ("FAILED", "CANCELLED", "SUCCESS")
    assert found == {**dict.fromkeys(well, WorkerStatus.RUNNING), **dict.fromkeys(dead, WorkerStatus.FAILED)}
    deployed.report_run_canceled(deployed.get_run_by_id(run_id))  # type: ignore[arg-type]
    job.fixed_state = "SUCCESS"
    assert health(launcher, deployed, run_id).status == WorkerStatus.SUCCESS


def test_a_state_that_is_not_known_yet_is_no_verdict_on_a_run(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    run_id = nlp.launch()
    cloud.emr.job_of(run_id).fixed_state = "HIBERNATING"
    assert health(launcher, deployed, run_id).status == WorkerStatus.RUNNING


def test_health_knows_every_state_that_the_api_has():
    client = boto3.client("emr-serverless", region_name="eu-west-1")
    assert set(client.meta.service_model.shape_for("JobRunState").enum) == set(HEALTH)


def test_health_says_when_there_is_no_job(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    run = nlp.make()
    assert launcher.check_run_worker_health(run).status == WorkerStatus.NOT_FOUND


def test_a_busy_api_is_no_verdict_on_a_run(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    run_id = nlp.launch()
    cloud.emr.errors = [("GetJobRun", THROTTLED)] * 2
    with pytest.raises(AwsBusy, match="Rate exceeded"):
        health(launcher, deployed, run_id)
    denied = error(403, "AccessDeniedException", "not authorized to perform: emr-serverless:GetJobRun")
    cloud.emr.errors = [("GetJobRun", denied)]
    with pytest.raises(AwsRefused, match="allow the caller this action"):
        health(launcher, deployed, run_id)


def test_a_job_is_found_again_where_the_process_died_before_it_could_tag_the_run(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    run_id, other = nlp.launch(), nlp.launch()
    deployed._run_storage.add_run_tags(run_id, {"emr_serverless/job_run_id": "0gone"})
    deployed._run_storage.add_run_tags(other, {"emr_serverless/job_run_id": cloud.emr.job_of(run_id).id})
    for run in (run_id, other):
        cloud.emr.job_of(run).fixed_state = "RUNNING"
        assert health(launcher, deployed, run).run_worker_id == cloud.emr.job_of(run).id


def test_throttling_is_waited_out(cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny):
    cloud.emr.held = True
    cloud.emr.errors = [("StartJobRun", THROTTLED)]
    run_id = nlp.launch()
    assert cloud.emr.job_of(run_id).state == "PENDING"


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (error(403, "AccessDeniedException", "not authorized to perform: iam:PassRole"), "iam:PassRole on the exec"),
        (error(400, "ValidationException", "Worker disk size is not valid"), "correct what it names"),
        (
            error(404, "ResourceNotFoundException", "Application 00f does not exist"),
            "exists in this account",
        ),
        (error(402, "ServiceQuotaExceededException", "vCPU quota"), "ask for a higher quota"),
    ],
    ids=["access denied", "invalid", "no application", "quota"],
)
def test_a_refused_launch_says_what_to_do(answer, remedy: str, cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny):
    cloud.emr.errors = [("StartJobRun", answer)]
    run = nlp.make()
    with pytest.raises(DagsterLaunchFailedError, match=remedy) as raised:
        nlp.launch_again(run.run_id)
    assert str(answer[1]["message"]) in str(raised.value)


def test_a_launch_with_a_wrong_tag_fails_before_emr_is_asked(cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny):
    run = nlp.make(emr_serverless__environment='{"DB_PASSWORD": "hunter2"}')
    with pytest.raises(DagsterLaunchFailedError, match="Secrets Manager") as raised:
        nlp.launch_again(run.run_id)
    assert "hunter2" not in str(raised.value)
    assert "StartJobRun" not in cloud.emr.requests


def test_a_job_that_ends_before_its_driver_began_fails_the_run_within_seconds(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, launcher: EmrServerlessRunLauncher
):
    cloud.emr.held = True
    with watching(launcher, deployed) as watcher:
        run_id = nlp.launch_with(watcher)
        job = cloud.emr.job_of(run_id)
        job.fixed_state, job.details = "FAILED", "JobRun failed: cannot pull the image"
        assert finished(deployed, run_id) == FAILURE
    log = messages(deployed, run_id)
    assert "cannot pull the image" in log
    assert f"https://j-{job.id}.dashboard.example/" in log
    assert "driver log in S3: https://eu-west-1.console.aws.amazon.com/s3/buckets/emr-logs?" in log


def test_a_secret_that_cannot_be_read_fails_the_run_with_the_drivers_own_words(
    cloud: Cloud, deployed: dg.DagsterInstance, nlp: Tiny, tiny_secret: str, launcher: EmrServerlessRunLauncher
):
    absent = SecretVariable("ABSENT", f"{tiny_secret}:absent::")
    with watching(launcher, deployed, absent) as watcher:
        run_id = nlp.launch_with(watcher)
        assert finished(deployed, run_id) == FAILURE
    log = messages(deployed, run_id)
    assert "expected a member 'absent', found only TINY_SECRET, list, number" in log
    assert TINY_SECRET not in log

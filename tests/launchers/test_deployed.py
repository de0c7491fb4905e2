"""deploy/dagster.yaml at work: real code servers, a real daemon, runs on both launchers, and what goes wrong there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.backfill import BulkActionStatus
from dagster._core.storage.tags import BACKFILL_ID_TAG
from dagster._core.workspace.context import WorkspaceProcessContext

from tests.launchers.cloud.ecs import MOST_OVERRIDES
from tests.launchers.cloud.server import Cloud
from tests.launchers.conftest import TINY_SECRET, compute_log, eventually
from tests.launchers.daemon import (
    QueuedRunCoordinatorDaemon,
    add_backfill,
    code_servers,
    follow_backfill,
    kill,
    opened_workspace,
    running_daemon,
    turn,
)
from tests.launchers.runs import Tiny, messages, metadata, status, worker_pid

SUCCESS, FAILURE = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE
STARTED, CANCELED = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELED
MODULES = {"crawl": "tests.launchers.tiny.crawl", "nlp": "tests.launchers.tiny.nlp"}
ECS_BUSY = (400, {"__type": "ClientException", "message": "Role is not valid"})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, deployed: dg.DagsterInstance) -> Iterator[Path]:
    """The workspace over both tiny locations."""
    with code_servers(MODULES, tmp_path_factory.mktemp("code_servers")) as path:
        yield path


@pytest.fixture(scope="module")
def context(deployed: dg.DagsterInstance, workspace: Path) -> Iterator[WorkspaceProcessContext]:
    """The open workspace."""
    with opened_workspace(deployed, workspace) as opened:
        yield opened


@pytest.fixture
def crawl(context: WorkspaceProcessContext) -> Tiny:
    """The location whose runs go to ECS."""
    return Tiny(context.instance, context.create_request_context(), "crawl", "pages")


@pytest.fixture
def nlp(context: WorkspaceProcessContext) -> Tiny:
    """The location whose runs go to EMR."""
    return Tiny(context.instance, context.create_request_context(), "nlp", "words")


def test_a_backfill_over_both_locations_runs_on_ecs_and_on_emr_and_never_twice_at_a_source(
    cloud: Cloud, context: WorkspaceProcessContext, crawl: Tiny
):
    extra = crawl.submit(dagster__partition="one|2025")
    years = ["one|2024", "one|2025"]
    backfill = add_backfill(context, {"pages": years, "words": years})
    assert follow_backfill(context, backfill, seconds=120) == BulkActionStatus.COMPLETED_SUCCESS
    instance = context.instance
    records = instance.get_run_records(dg.RunsFilter(tags={BACKFILL_ID_TAG: backfill}), ascending=True)
    pages, words = (record.dagster_run for record in records)
    assert [run.tags["routing/launched_by"] for run in (pages, words)] == ["ecs", "emr"]
    assert pages.tags["queue/source"] == "one" and "queue/source" not in words.tags
    assert {task.run_id for task in cloud.ecs.tasks.values()} >= {extra, pages.run_id}
    assert cloud.emr.job_of(words.run_id).state in ("RUNNING", "SUCCESS")
    first = instance.get_run_record_by_id(extra)
    assert first is not None and first.end_time is not None
    assert records[0].start_time is not None and records[1].start_time is not None
    assert first.end_time <= records[0].start_time, "two crawls of a source wait for each other"
    assert (records[0].end_time or 0) <= records[1].start_time
    assert len(TINY_SECRET) in metadata(instance, extra).values()
    assert "crawling one|2024 one|2025" in compute_log(pages.run_id)
    assert "counting one|2024 one|2025" in compute_log(words.run_id)


def test_what_travels_to_ecs_leaves_room_and_a_task_ends_when_its_run_is_terminated(
    cloud: Cloud, context: WorkspaceProcessContext, crawl: Tiny, tiny_folder: Path
):
    run_id = crawl.launch({"seconds": 300})
    task = cloud.ecs.task_of(run_id)
    size = len(json.dumps(task.request["overrides"]))
    assert size < 7000, f"{size} of ECS's {MOST_OVERRIDES} characters: shorten deploy/dagster.yaml"
    eventually("the asset runs", lambda: worker_pid(tiny_folder, run_id))
    assert context.instance.run_launcher.terminate(run_id)
    eventually("the run is cancelled", lambda: status(context.instance, run_id) == CANCELED)
    eventually("the task has stopped", lambda: task.container.exit_code is not None)


def test_a_launch_that_fails_fails_its_run_and_not_the_queue(
    cloud: Cloud, context: WorkspaceProcessContext, crawl: Tiny, nlp: Tiny
):
    cloud.ecs.errors = [ECS_BUSY]
    cloud.emr.held = True
    refused = crawl.submit(dagster__max_retries="0")
    launched = nlp.submit()
    with QueuedRunCoordinatorDaemon(interval_seconds=1) as queue:
        turn(context, queue)
    assert status(context.instance, refused) == FAILURE
    assert "Role is not valid" in messages(context.instance, refused)
    assert cloud.emr.job_of(launched).state == "PENDING"


def test_a_daemon_that_is_killed_in_mid_run_finds_its_runs_again_and_a_worker_that_died_meanwhile(
    cloud: Cloud,
    context: WorkspaceProcessContext,
    crawl: Tiny,
    nlp: Tiny,
    workspace: Path,
    tiny_folder: Path,
    tmp_path: Path,
):
    instance, log = context.instance, tmp_path / "daemon.log"
    survivor = nlp.submit({"seconds": 6})
    victims = [tiny.submit({"seconds": 300}, dagster__max_retries="0") for tiny in (crawl, nlp)]
    with running_daemon(workspace, log) as daemon:
        for run_id in (survivor, *victims):
            eventually("the run is at work", lambda run_id=run_id: worker_pid(tiny_folder, run_id))
        kill(daemon)
    assert [status(instance, run_id) for run_id in (survivor, *victims)].count(STARTED) >= 2
    for container in (cloud.ecs.task_of(victims[0]).container, cloud.emr.job_of(victims[1]).container):
        assert container is not None
        container.kill()
    with running_daemon(workspace, log):
        for run_id in victims:
            eventually("the dead worker is noticed", lambda run_id=run_id: status(instance, run_id) == FAILURE)
        eventually("the living one is left alone", lambda: status(instance, survivor) == SUCCESS)
    on_ecs, on_emr = (messages(instance, run_id) for run_id in victims)
    assert "Detected run worker status FAILED" in on_ecs and "exit code 137" in on_ecs
    assert "Detected run worker status FAILED" in on_emr and "The driver's last lines:" in on_emr

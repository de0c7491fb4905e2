"""The desk's own graph in the cloud: one backfill, crawled by tasks on ECS and read by Spark on EMR Serverless.

Everything is the real thing but AWS itself: the press, Chromium, the crawl program, the store, spark-submit with Spark
NLP, PostgreSQL, S3 as moto has it, deploy/dagster.yaml.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import psycopg2
import pyspark
import pytest
from dagster._core.execution.backfill import BulkActionStatus
from dagster._core.storage.tags import BACKFILL_ID_TAG

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_assets.launchers.emr_driver import unpack
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from tests.launchers.cloud.server import Cloud
from tests.launchers.conftest import REGION, compute_log, register_crawl_task, secret
from tests.launchers.daemon import add_backfill, code_servers, follow_backfill, opened_workspace

MODULES = {"crawl": "stockpress_assets.crawl.definitions", "nlp": "stockpress_assets.nlp.definitions"}
PASSWORD = "correct horse battery staple"
SECRET = (
    "STOCKPRESS_MONGODB_URI",
    "STOCKPRESS_MLFLOW_URI",
    "STOCKPRESS_SESSION_KEYS",
    "STOCKPRESS_SAMPLE_PRESS_PASSWORD",
)
# two executors, each a process of its own with a core and 2 GB
CLUSTER = "local-cluster[2,1,2048]"
YEARS = ("sample_press|2024", "sample_press|2025")


@pytest.fixture
def registry(cloud: Cloud, postgres: Mapping[str, str]) -> Mapping[str, str]:
    """Where the models are: a database of its own beside Dagster's, their files in S3."""
    host, port, user, password = (postgres[f"DAGSTER_POSTGRES_{it}"] for it in ("HOST", "PORT", "USER", "PASSWORD"))
    connection = psycopg2.connect(host=host, port=port, user=user, password=password, dbname="postgres")
    connection.autocommit = True  # a database is not made inside a transaction
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE mlflow")
    s3: Any = boto3.client("s3")
    s3.create_bucket(Bucket="models", CreateBucketConfiguration={"LocationConstraint": REGION})
    uri = f"postgresql+psycopg2://{user}:{password}@{host}:{port}/mlflow?sslmode=require"
    return {"STOCKPRESS_MLFLOW_URI": uri, "STOCKPRESS_MODELS": "s3://models/registry"}


@pytest.fixture
def user(settings: Settings, registry: Mapping[str, str]) -> Iterator[Settings]:
    """The settings of a subscriber of the press."""
    press = Press.from_stories(username="reader@press.example", password=PASSWORD)
    with running_press(press) as url:
        yield settings.with_environment(
            STOCKPRESS_SAMPLE_PRESS_URL=url,
            STOCKPRESS_SAMPLE_PRESS_USERNAME="reader@press.example",
            STOCKPRESS_SAMPLE_PRESS_PASSWORD=PASSWORD,
            STOCKPRESS_SUBSCRIPTIONS="sample_press",
            **registry,
        )


@pytest.fixture
def desk(
    user: Settings,
    deployed_variables: Mapping[str, str],
    dagster_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[dg.DagsterInstance]:
    """The deployed instance, whose tasks and jobs have the desk's settings as the infrastructure gives them."""
    of_desk = {name: text for name, text in user.child_environment().items() if name.startswith("STOCKPRESS_")}
    of_instance = json.loads(deployed_variables["EMR_RUN_CONFIG"])
    plain = of_instance["environment"] | {name: text for name, text in of_desk.items() if name not in SECRET}
    stored = secret("desk", json.dumps({name: of_desk[name] for name in SECRET}))
    [password] = [entry for entry in of_instance["secrets"] if entry["name"] == "DAGSTER_POSTGRES_PASSWORD"]
    secrets = {password["name"]: password["valueFrom"], **{name: f"{stored}:{name}::" for name in SECRET}}
    network = register_crawl_task("desk-crawl", plain, secrets)
    jars = [Path(pyspark.__file__).parent / "jars" / "*", user.jars / "spark" / "*"]
    emr = {
        "environment": {**plain, "PYTHONPATH": "/opt/stockpress"},
        "secrets": [{"name": name, "valueFrom": address} for name, address in secrets.items()],
        # the image has the jars among Spark's own, for driver and executors, and EMR gives each 14 GB
        "spark_conf": {
            "spark.driver.extraClassPath": ":".join(map(str, jars)),
            "spark.executor.extraClassPath": ":".join(map(str, jars)),
            "spark.driver.memory": "2g",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": tmp_path.as_uri(),
        },
    }
    monkeypatch.setenv("ECS_RUN_TASK_DEFINITION", "desk-crawl")
    monkeypatch.setenv("ECS_RUN_CONFIG", json.dumps({"run_task_kwargs": {"networkConfiguration": network}}))
    monkeypatch.setenv("EMR_RUN_CONFIG", json.dumps(emr))
    for name, text in of_desk.items():
        monkeypatch.setenv(name, text)
    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        yield instance


def test_a_backfill_of_the_desks_own_graph_crawls_on_ecs_and_reads_on_emr(
    cloud: Cloud, desk: dg.DagsterInstance, store: Store, tmp_path: Path
):
    cloud.emr.master = CLUSTER
    by_year = ("articles", "summaries", "entity_tags")
    wanted = {"session_cookies": ["sample_press"], **{asset: list(YEARS) for asset in by_year}}
    with code_servers(MODULES, tmp_path) as workspace, opened_workspace(desk, workspace) as context:
        backfill = add_backfill(context, wanted)
        ended = follow_backfill(context, backfill, seconds=400)
    records = desk.get_run_records(dg.RunsFilter(tags={BACKFILL_ID_TAG: backfill}), ascending=True)
    runs = [record.dagster_run for record in records]
    assert ended == BulkActionStatus.COMPLETED_SUCCESS, [(run.asset_selection, run.status) for run in runs]

    assert [run.tags["routing/launched_by"] for run in runs] == ["ecs", "ecs", "emr"]
    assets = [sorted(key.path[0] for key in run.asset_selection or ()) for run in runs]
    assert assets == [["session_cookies"], ["articles"], ["entity_tags", "summaries"]]
    assert [run.tags.get("queue/source") for run in runs] == [None, "sample_press", None]
    for year in (2024, 2025):
        standing = set(store.content_hashes("sample_press", year))
        assert len(standing) >= 40
        assert {summary.url for summary in store.summaries("sample_press", year)} == standing
        assert {tags.url for tags in store.entity_tags("sample_press", year)} == standing
    assert "sample_press 2024" in compute_log(runs[1].run_id, ".err") + compute_log(runs[1].run_id, ".out")

    assert models_in_s3() == {"entity_model", "summary_model"}, "the driver has registered what came with the code"

    job = cloud.emr.job_of(runs[2].run_id)
    events = spark_events(tmp_path)
    environments = [event for event in events if event["Event"] == "SparkListenerEnvironmentUpdate"]
    assert {each["Spark Properties"]["spark.master"] for each in environments} == {CLUSTER}
    ended_on = [event["Task Info"]["Executor ID"] for event in events if event["Event"] == "SparkListenerTaskEnd"]
    assert set(ended_on) == {"0", "1"}, "the driver reads nothing itself"
    shown: list[Any] = [cloud.ecs.task_of(run.run_id).request for run in runs[:2]]
    shown += [job.request, unpack(job.spark["entryPointArguments"][1])]
    assert all(len(json.dumps(request["overrides"])) < 7500 for request in shown[:2]), "ECS takes 8192 characters"
    for name in (*SECRET, "DAGSTER_POSTGRES_PASSWORD"):
        assert os.environ[name] not in str(shown)


def models_in_s3() -> set[str]:
    """Return the models whose files lie in the bucket of models."""
    s3: Any = boto3.client("s3")
    return {it["Key"].split("/")[1] for it in s3.list_objects_v2(Bucket="models", Prefix="registry/")["Contents"]}


def spark_events(folder: Path) -> list[dict[str, Any]]:
    """Return what the one Spark application that logged to *folder* says of itself."""
    [path] = folder.glob("app-*")
    return [json.loads(line) for line in path.read_text().splitlines()]

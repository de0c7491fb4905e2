"""The deployed instance on 127.0.0.1: deploy/dagster.yaml itself, over a PostgreSQL and an AWS of the test run's own.

One of each a test run. What deploy/dagster.yaml takes from variables comes from the fixtures, as it comes from the
infrastructure in the cloud; only its intervals are shortened. Runs of one test never matter to another.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import moto.core.models  # noqa: F401  # builds its own sessions at import, before the environment names our cloud
import pytest
import yaml

from stockpress.settings import Settings
from tests.launchers.cloud.server import Cloud, running_cloud
from tests.launchers.postgres import find_programs, running_postgres

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/emr-driver"
TINY_SECRET = "swordfish"


@pytest.fixture(scope="session")
def environment() -> Iterator[pytest.MonkeyPatch]:
    """The environment of the test run, put back at its end."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, environment: pytest.MonkeyPatch, desk_settings: Settings
) -> Iterator[Cloud]:
    """The cloud, known to boto3 by the environment."""
    image = {"/opt/venv/bin/python": sys.executable, "/opt/stockpress": str(ROOT)}
    with running_cloud(tmp_path_factory.mktemp("containers"), image) as cloud:
        for name, value in {
            "AWS_ENDPOINT_URL": cloud.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "JAVA_HOME": desk_settings.environment["JAVA_HOME"],
        }.items():
            environment.setenv(name, value)
        yield cloud


@pytest.fixture
def cloud(running: Cloud) -> Iterator[Cloud]:
    """The cloud, with all switches at rest before and after."""
    running.reset()
    yield running
    running.reset()


@pytest.fixture(scope="session")
def application(running: Cloud) -> str:
    """The id of an EMR Serverless application."""
    client: Any = boto3.client("emr-serverless")
    return client.create_application(name="tiny", releaseLabel="emr-7.9.0", type="SPARK")["applicationId"]


@pytest.fixture(scope="session")
def tiny_secret(running: Cloud) -> str:
    """Where the tiny locations' secret lies, as valueFrom."""
    client: Any = boto3.client("secretsmanager")
    text = json.dumps({"TINY_SECRET": TINY_SECRET, "number": 7, "list": []})
    return client.create_secret(Name="tiny", SecretString=text)["ARN"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Mapping[str, str]]:
    """The variables of a running PostgreSQL."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: expected initdb of Debian's package `postgresql`; apt-get install postgresql")
    with running_postgres(programs) as variables:
        yield variables


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny assets say which process they run in."""
    return tmp_path_factory.mktemp("tiny")


@pytest.fixture(scope="session")
def deployed_variables(
    environment: pytest.MonkeyPatch,
    postgres: Mapping[str, str],
    application: str,
    tiny_secret: str,
    tiny_folder: Path,
) -> Mapping[str, str]:
    """The variables that the infrastructure sets for daemon and webserver, over resources that moto has."""
    password = secret("postgres", json.dumps({"password": postgres["DAGSTER_POSTGRES_PASSWORD"]}))
    s3: Any = boto3.client("s3")
    for bucket in ("dagster-logs", "emr-logs"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    plain = {**postgres, "DAGSTER_LOGS_BUCKET": "dagster-logs", "TINY_FOLDER": str(tiny_folder)}
    del plain["DAGSTER_POSTGRES_PASSWORD"]
    secrets = {
        "DAGSTER_POSTGRES_PASSWORD": f"{password}:password::",
        "TINY_SECRET": f"{tiny_secret}:TINY_SECRET::",
    }
    as_ecs = [{"name": name, "valueFrom": value} for name, value in secrets.items()]
    network = register_crawl_task("crawl", plain, secrets)
    variables = {
        **postgres,
        "DAGSTER_LOGS_BUCKET": "dagster-logs",
        "ECS_RUN_CLUSTER": "runs",
        "ECS_RUN_TASK_DEFINITION": "crawl",
        "ECS_RUN_CONFIG": json.dumps({"run_task_kwargs": {"networkConfiguration": network}}),
        "EMR_APPLICATION_ID": application,
        "EMR_EXECUTION_ROLE_ARN": ROLE,
        "EMR_LOGS_URI": "s3://emr-logs/jobs/",
        "EMR_RUN_CONFIG": json.dumps(
            {
                "environment": plain,
                "secrets": as_ecs,
                "spark_conf": {"spark.tiny.note": "two words"},
                "attempts": 2,
                "watch_seconds": 3600,
            }
        ),
    }
    for name, value in variables.items():
        environment.setenv(name, value)
    return variables


def secret(name: str, text: str) -> str:
    """Store a secret and return its ARN."""
    client: Any = boto3.client("secretsmanager")
    return client.create_secret(Name=name, SecretString=text)["ARN"]


def register_crawl_task(family: str, plain: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Register a task definition as the infrastructure does; return the network that its tasks run in."""
    ec2: Any = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})  # else moto's awsvpc tasks break
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName=family, Description="crawls", VpcId=vpc)["GroupId"]
    ecs: Any = boto3.client("ecs")
    ecs.create_cluster(clusterName="runs")
    ecs.register_task_definition(
        family=family,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="1024",
        memory="4096",
        containerDefinitions=[
            {
                "name": "run",
                "image": "crawl",
                "memory": 4096,
                "environment": [{"name": name, "value": value} for name, value in plain.items()],
                "secrets": [{"name": name, "valueFrom": value} for name, value in secrets.items()],
            }
        ],
    )
    return {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": "DISABLED"}}


@pytest.fixture(scope="session")
def dagster_home(
    tmp_path_factory: pytest.TempPathFactory,
    environment: pytest.MonkeyPatch,
    deployed_variables: Mapping[str, str],
) -> Path:
    """A DAGSTER_HOME with the deployed dagster.yaml, its intervals shortened."""
    home = tmp_path_factory.mktemp("dagster_home")
    config = yaml.safe_load((DEPLOY / "dagster.yaml").read_text())
    config["run_monitoring"] |= {"poll_interval_seconds": 1, "cancellation_thread_poll_interval_seconds": 1}
    config["run_coordinator"]["config"]["dequeue_interval_seconds"] = 1
    (home / "dagster.yaml").write_text(yaml.safe_dump(config))
    environment.setenv("DAGSTER_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def deployed(dagster_home: Path) -> Iterator[dg.DagsterInstance]:
    """The deployed instance, as daemon and webserver open it."""
    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        yield instance


def compute_log(run_id: str, ending: str = ".out") -> str:
    """Return what a run's steps printed, as it lies in S3."""
    s3: Any = boto3.client("s3")
    found = s3.list_objects_v2(Bucket="dagster-logs", Prefix=f"compute-logs/storage/{run_id}/").get("Contents", [])
    keys = [entry["Key"] for entry in found if entry["Key"].endswith(ending)]
    return "".join(s3.get_object(Bucket="dagster-logs", Key=key)["Body"].read().decode() for key in keys)


def eventually(what: str, look: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Return the first truthy answer of *look*; fail with *what* and the last answer after *seconds*."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s; last seen: {answer!r}"
        time.sleep(0.1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Dagster say that its backfill policies are in beta: the graph is built on them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::dagster._utils.warnings.BetaWarning"))

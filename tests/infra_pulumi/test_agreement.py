"""What the infrastructure and the programs must both know, since neither imports the other."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._config import process_config

from stockpress.settings import READERS, Settings
from stockpress_assets.launchers.emr_settings import CONFIG, EmrSettings
from tests.infra_pulumi.recording import PROGRAM, Stack, containers, run_program

ROOT = PROGRAM.parent


def variables(stack: Stack, task: str) -> dict[str, str]:
    """Return the variables of a task's container, secret ones with where their value lies."""
    (container,) = containers(stack.one("ecs.TaskDefinition", task))
    plain = {it["name"]: it["value"] for it in container["environment"]}
    return plain | {it["name"]: it["valueFrom"] for it in container["secrets"]}


def wanted_by(path: Path) -> set[str]:
    """Return the variables that a file of Dagster's takes its values from."""

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {value["env"]} if set(value) == {"env"} else set().union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    return names(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize("service", ["-webserver", "-daemon"])
@pytest.mark.parametrize("file", ["dagster.yaml", "workspace.yaml"])
def test_a_service_has_every_variable_that_dagster_asks_for(dev: Stack, service: str, file: str) -> None:
    assert wanted_by(ROOT / "deploy" / file) - variables(dev, service).keys() == set()


@pytest.mark.parametrize("task", ["-crawl-code", "-nlp-code", "-crawl-run"])
def test_what_runs_the_graph_can_open_the_instance_and_the_store(dev: Stack, task: str) -> None:
    given = variables(dev, task)
    storage = yaml.safe_load((ROOT / "deploy" / "dagster.yaml").read_text())["storage"]["postgres"]["postgres_db"]
    wanted = {it["env"] for it in storage.values() if isinstance(it, dict) and "env" in it}
    assert wanted | {"STOCKPRESS_MONGODB_URI", "DAGSTER_LOGS_BUCKET"} <= given.keys()


def test_every_setting_of_the_desk_is_one_that_the_desk_reads(dev: Stack) -> None:
    for task in ("-crawl-code", "-nlp-code", "-crawl-run"):
        ours = {name for name in variables(dev, task) if name.startswith("STOCKPRESS_")}
        assert ours - {f"STOCKPRESS_{name.upper()}" for name in READERS} <= {
            "STOCKPRESS_FT_USERNAME",
            "STOCKPRESS_FT_PASSWORD",
        }


def test_a_crawl_run_has_the_sign_in_of_each_source_and_the_code_servers_have_none(dev: Stack) -> None:
    crawl = Settings.from_environment(variables(dev, "-crawl-run"))
    assert crawl.credentials("ft").password.endswith(":STOCKPRESS_FT_PASSWORD::")
    assert crawl.require_session_keys()
    assert "STOCKPRESS_SESSION_KEYS" not in variables(dev, "-crawl-code")
    assert not [name for name in variables(dev, "-crawl-code") if "FT" in name]


def test_the_emr_launcher_takes_what_it_is_given(dev: Stack) -> None:
    given = variables(dev, "-daemon")
    instance = yaml.safe_load((ROOT / "deploy" / "dagster.yaml").read_text())
    config: dict[str, Any] = instance["run_launcher"]["config"]["launchers"]["emr"]["config"]
    own = json.loads(given["EMR_RUN_CONFIG"])
    said = {**config, **own, "logs": {**config["logs"], **own["logs"]}}
    said |= {"application_id": given["EMR_APPLICATION_ID"], "execution_role_arn": given["EMR_EXECUTION_ROLE_ARN"]}
    said["logs"]["s3_uri"] = given["EMR_LOGS_URI"]
    read = process_config(CONFIG, said)
    assert read.success, read.errors
    settings = EmrSettings.from_config(read.value or {})
    assert {it.name for it in settings.secrets} == {
        "STOCKPRESS_MONGODB_URI",
        "STOCKPRESS_MLFLOW_URI",
        "DAGSTER_POSTGRES_PASSWORD",
    }
    assert settings.environment["DAGSTER_POSTGRES_HOST"] == given["DAGSTER_POSTGRES_HOST"]
    assert f"PYTHONPATH={settings.environment['PYTHONPATH']} " in (ROOT / "containers" / "nlp.Dockerfile").read_text()


@pytest.mark.parametrize(("vcpus", "gigabytes"), [("12", "15"), ("16", "30"), ("64", "15"), ("399", "30")])
def test_as_many_jobs_as_the_queue_lets_run_find_room_in_the_application(vcpus: str, gigabytes: str) -> None:
    stack = run_program("dev", spark_vcpus=vcpus, spark_executor_gb=gigabytes)
    conf = json.loads(variables(stack, "-daemon")["EMR_RUN_CONFIG"])["spark_conf"]
    limits = yaml.safe_load((ROOT / "deploy" / "dagster.yaml").read_text())["concurrency"]["runs"]
    [jobs] = [it["limit"] for it in limits["tag_concurrency_limits"] if it.get("value") == "nlp"]
    executors = int(conf["spark.dynamicAllocation.maxExecutors"])
    job = int(conf["spark.driver.cores"]) + executors * int(conf["spark.executor.cores"])
    assert executors >= 1
    assert int(vcpus) - jobs * int(conf["spark.executor.cores"]) < jobs * job <= int(vcpus)
    memory = {
        it: sum(int(conf[f"spark.{it}.{part}"].removesuffix("g")) for part in ("memory", "memoryOverhead"))
        for it in ("driver", "executor")
    }
    [application] = stack.of("emrserverless.Application")
    most = int(application.inputs["maximumCapacity"]["memory"].removesuffix(" GB"))
    assert jobs * (memory["driver"] + executors * memory["executor"]) <= most
    # what EMR sells beside 2 and 4 vCPUs
    assert memory["driver"] in range(4, 17)
    assert memory["executor"] == int(gigabytes) in range(8, 31)


def test_the_ecs_launcher_is_told_a_private_network_and_to_look_for_no_secrets(dev: Stack) -> None:
    config = json.loads(variables(dev, "-daemon")["ECS_RUN_CONFIG"])
    network = config["run_task_kwargs"]["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED"
    assert len(network["subnets"]) == 2
    assert config["secrets_tag"] is None


def test_the_environment_that_pulumi_runs_the_program_in_has_what_pulumi_asks_it_for() -> None:
    options = yaml.safe_load((PROGRAM / "Pulumi.yaml").read_text())["runtime"]["options"]
    assert (PROGRAM / options["virtualenv"]).resolve() == ROOT / ".venv"
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert {re.split(r"[>=]", it)[0] for it in groups["cloud"]} == {"pip", "pulumi", "pulumi-aws"}


def test_the_infrastructure_imports_nothing_of_ours() -> None:
    for path in PROGRAM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            imported = [it.name for it in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [it for it in imported if it.split(".")[0].startswith("stockpress")], path


def test_the_certificates_lie_where_the_images_put_them(dev: Stack) -> None:
    for image, task in (("dagster", "-daemon"), ("crawl", "-crawl-run"), ("nlp", "-nlp-code")):
        assert variables(dev, task)["PGSSLROOTCERT"] in (ROOT / "containers" / f"{image}.Dockerfile").read_text()

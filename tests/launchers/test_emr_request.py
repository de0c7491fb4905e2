"""A run as a request to EMR Serverless: what is in it, and that EMR's own model takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.validate import ParamValidator
from dagster._config import process_config, resolve_to_config_type
from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.instance.ref import InstanceRef
from dagster._core.origin import JobPythonOrigin, RepositoryPythonOrigin
from dagster._core.storage.dagster_run import DagsterRun
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import deserialize_value

from stockpress_assets.launchers.clear_secrets import ClearSecret
from stockpress_assets.launchers.emr_driver import unpack
from stockpress_assets.launchers.emr_request import job_name, job_request
from stockpress_assets.launchers.emr_settings import CONFIG, EmrSettings, InvalidEmrSettings

ROLE = "arn:aws:iam::123456789012:role/emr-driver"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:store-AbCdEf:uri::"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0"
LEAST = {"application_id": "00f1", "execution_role_arn": ROLE, "entry_point": "local:///opt/x/emr_driver.py"}
FULL = {
    **LEAST,
    "python": "/opt/venv/bin/python",
    "environment": {"LEVEL": "info", "NOTE": 'two words and a "quote"'},
    "secrets": [{"name": "URI", "valueFrom": SECRET}],
    "spark_conf": {"spark.driver.memory": "8g"},
    "spark_submit_parameters": "--py-files s3://b/x.zip",
    "logs": {"s3_uri": "s3://b/logs/", "log_group": "/emr", "log_stream_prefix": "jobs", "key_arn": KEY},
    "tags": {"project": "news"},
}


def settings(**config: Any) -> EmrSettings:
    """Return settings as dagster.yaml gives them."""
    result = process_config(resolve_to_config_type(dict(CONFIG)), {**LEAST, **config})
    assert result.success, result.errors
    return EmrSettings.from_config(result.value or {})


@pytest.fixture
def run() -> DagsterRun:
    """A run of a job whose name is as long as it likes."""
    return DagsterRun(job_name="j" * 300, run_id="3f1c0b9e-5f0b-4b8e-9f0a-111111111111", tags={})


@pytest.fixture
def origin() -> JobPythonOrigin:
    """Where the run's code lies, with a container context."""
    pointer = ModuleCodePointer("graph.definitions", "defs", "/opt/x")
    repository = RepositoryPythonOrigin(
        executable_path="/opt/venv/bin/python",
        code_pointer=pointer,
        container_image="image",
        entry_point=None,
        container_context={"ecs": {"env_vars": ["DB_PASSWORD=hunter2"]}},
    )
    return JobPythonOrigin("job", repository)


@pytest.fixture
def instance(tmp_path) -> InstanceRef:
    """An instance with default storage."""
    return InstanceRef.from_dir(str(tmp_path))


def broken_rules(shape: Any, value: Any, path: str = "") -> list[str]:
    """Return what in *value* breaks the patterns and maxima of EMR's model, which botocore itself does not check."""
    found = []
    if shape.type_name == "structure":
        for name, member in value.items():
            found += broken_rules(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "map":
        for name, member in value.items():
            found += broken_rules(shape.key, name, f"{path}({name})") + broken_rules(
                shape.value, member, f"{path}.{name}"
            )
        found += [f"{path}: more than {shape.metadata['max']}"] * (len(value) > shape.metadata.get("max", 1e9))
    elif shape.type_name == "list":
        for index, member in enumerate(value):
            found += broken_rules(shape.member, member, f"{path}[{index}]")
    elif shape.type_name == "string":
        if not re.fullmatch(shape.metadata.get("pattern", ".*"), value, re.DOTALL):
            found.append(f"{path}: {value!r} is not {shape.metadata['pattern']}")
        if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", 1e9):
            found.append(f"{path}: {len(value)} characters")
    return found


@pytest.mark.parametrize("config", [LEAST, FULL], ids=["least", "full"])
def test_emrs_own_model_takes_the_request(config: Mapping[str, Any], run, origin, instance):
    client: Any = boto3.client("emr-serverless", region_name="eu-west-1")
    shape = client.meta.service_model.operation_model("StartJobRun").input_shape
    request = job_request(settings(**config), run, origin, instance)
    assert ParamValidator().validate(request, shape).generate_report() == ""
    assert broken_rules(shape, request) == []


def test_a_request_is_the_same_each_time_and_carries_the_run_as_its_token(run, origin, instance):
    first, second = (job_request(settings(**FULL), run, origin, instance) for _ in range(2))
    assert first == second
    assert first["clientToken"] == run.run_id
    assert job_name(run).endswith(run.run_id)


def test_the_driver_is_told_the_run_and_where_its_secrets_lie(run, origin, instance):
    spark = job_request(settings(**FULL), run, origin, instance)["jobDriver"]["sparkSubmit"]
    flag, packed, *secrets = spark["entryPointArguments"]
    args = deserialize_value(unpack(packed), ExecuteRunArgs)
    assert (flag, args.run_id, args.instance_ref, secrets) == (
        "--run",
        run.run_id,
        instance,
        ["--secret", f"URI={SECRET}"],
    )
    assert args.set_exit_code_on_failure, "EMR's console and alarms are to tell the truth"
    assert "hunter2" not in unpack(packed), "the container context stays at home"


def test_environment_and_spark_parameters_come_from_configuration_and_the_runs_tags_over_it(run, origin, instance):
    tags = {
        "emr_serverless/environment": '{"LEVEL": "debug", "EXTRA": "1"}',
        "emr_serverless/spark_conf": '{"spark.driver.memory": "2g"}',
        "emr_serverless/execution_timeout_minutes": "60",
    }
    request = job_request(settings(**FULL).for_run(tags), run, origin, instance)
    [defaults] = request["configurationOverrides"]["applicationConfiguration"]
    properties = defaults["properties"]
    for where in ("spark.emr-serverless.driverEnv", "spark.executorEnv"):
        assert properties[f"{where}.LEVEL"] == "debug"
        assert properties[f"{where}.EXTRA"] == "1"
        assert properties[f"{where}.NOTE"] == 'two words and a "quote"', "properties need no quoting"
        assert properties[f"{where}.PYSPARK_PYTHON"] == "/opt/venv/bin/python"
    assert properties["spark.driver.memory"] == "2g"
    assert request["executionTimeoutMinutes"] == 60


def test_logs_go_where_the_configuration_says(run, origin, instance):
    monitoring = job_request(settings(**FULL), run, origin, instance)["configurationOverrides"][
        "monitoringConfiguration"
    ]
    assert monitoring == {
        "s3MonitoringConfiguration": {"logUri": "s3://b/logs/", "encryptionKeyArn": KEY},
        "cloudWatchLoggingConfiguration": {
            "enabled": True,
            "logGroupName": "/emr",
            "logStreamNamePrefix": "jobs",
            "encryptionKeyArn": KEY,
        },
    }


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"environment": {"not a name": "x"}}, "expected names such as LOG_LEVEL"),
        ({"execution_timeout_minutes": 0}, "expected 5 to 10080, found 0"),
        ({"cancel_grace_seconds": -1}, "expected 0 or more, found -1"),
        ({"logs": {"s3_uri": "/logs"}}, "expected s3://bucket/folder/"),
        ({"logs": {"log_stream_prefix": "x"}}, "expected a log_group beside it"),
        ({"environment": {f"V{number}": "x" for number in range(51)}}, "at most 100 Spark properties .*found 102"),
    ],
)
def test_a_setting_that_is_not_understood_is_refused(config: Mapping[str, Any], message: str):
    with pytest.raises(InvalidEmrSettings, match=message):
        settings(**config)


@pytest.mark.parametrize("tag", ["not json", "[]", '{"X": 1}'])
def test_a_tag_that_is_not_understood_is_refused(tag: str):
    with pytest.raises(InvalidEmrSettings, match="tag emr_serverless/environment: expected a JSON object of texts"):
        settings().for_run({"emr_serverless/environment": tag})


def test_a_secret_in_a_tag_is_refused():
    with pytest.raises(ClearSecret, match="environment DB_PASSWORD"):
        settings().for_run({"emr_serverless/environment": '{"DB_PASSWORD": "hunter2"}'})


def test_a_variable_of_the_launchers_process_can_be_taken_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NIGHT_HOUR", "3")
    assert settings(environment={"HOUR": {"env": "NIGHT_HOUR"}}).environment == {"HOUR": "3"}

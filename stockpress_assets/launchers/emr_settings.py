"""What the EMR Serverless launcher can be told: by its configuration, and by tags on a run over that.

Everything is checked here, before AWS is asked. How it becomes a request lives in emr_request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagster import Array, Field, IntSource, Map, Noneable, Shape, StringSource

from stockpress_assets.launchers.clear_secrets import refuse_clear_secrets
from stockpress_assets.launchers.secret_environment import NAME, SecretVariable

ENVIRONMENT_TAG = "emr_serverless/environment"
SPARK_CONF_TAG = "emr_serverless/spark_conf"
TIMEOUT_TAG = "emr_serverless/execution_timeout_minutes"

# EMR's own limits for batch jobs, from release 7.11
TIMEOUT_MINUTES = range(5, 10_080 + 1)
# of one classification, in StartJobRun
MOST_PROPERTIES = 100


class InvalidEmrSettings(ValueError):
    """A setting is not understood; the message names it, what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class EmrLogs:
    """Where EMR writes the driver's log: an S3 folder, a CloudWatch group, both, or EMR's own storage for 30 days."""

    s3_uri: str | None = None
    log_group: str | None = None
    log_stream_prefix: str | None = None
    key_arn: str | None = None

    def __post_init__(self) -> None:
        if self.s3_uri is not None and not self.s3_uri.startswith("s3://"):
            raise InvalidEmrSettings(f"logs.s3_uri: expected s3://bucket/folder/, found {self.s3_uri!r}")
        if self.log_stream_prefix is not None and self.log_group is None:
            raise InvalidEmrSettings("logs.log_stream_prefix: expected a log_group beside it, found none")


@dataclass(frozen=True, slots=True)
class EmrSettings:
    """The settings of one job, or of all jobs before a run's tags are laid over them (``for_run``).

    Raises InvalidEmrSettings, or ClearSecret where a value looks like a secret.
    """

    application_id: str
    execution_role_arn: str
    entry_point: str
    python: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[SecretVariable, ...] = ()
    spark_conf: Mapping[str, str] = field(default_factory=dict)
    spark_submit_parameters: str | None = None
    logs: EmrLogs = field(default_factory=EmrLogs)
    execution_timeout_minutes: int = 720
    cancel_grace_seconds: int = 60
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.environment:
            if not NAME.fullmatch(name):
                raise InvalidEmrSettings(f"environment: expected names such as LOG_LEVEL, found {name!r}")
        refuse_clear_secrets("environment", self.environment)
        refuse_clear_secrets("spark_conf", self.spark_conf)
        if self.execution_timeout_minutes not in TIMEOUT_MINUTES:
            raise InvalidEmrSettings(
                f"execution_timeout_minutes: expected {TIMEOUT_MINUTES.start} to {TIMEOUT_MINUTES.stop - 1},"
                f" found {self.execution_timeout_minutes}"
            )
        if self.cancel_grace_seconds < 0:
            raise InvalidEmrSettings(f"cancel_grace_seconds: expected 0 or more, found {self.cancel_grace_seconds}")
        if len(self.properties) > MOST_PROPERTIES:
            raise InvalidEmrSettings(
                f"environment and spark_conf: expected at most {MOST_PROPERTIES} Spark properties together (a variable"
                f" takes two), found {len(self.properties)}; bake what never changes into the image"
            )

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> EmrSettings:
        """Return the settings that *config*, checked against CONFIG, says."""
        given = {name: value for name, value in config.items() if value is not None}
        secrets = tuple(SecretVariable(entry.get("name"), entry["valueFrom"]) for entry in given.pop("secrets", ()))
        return cls(**{**given, "secrets": secrets, "logs": EmrLogs(**given.get("logs", {}))})

    def for_run(self, run_tags: Mapping[str, str]) -> EmrSettings:
        """Return these settings with what the run's tags say laid over them."""
        timeout = run_tags.get(TIMEOUT_TAG)
        if timeout is not None and not timeout.isdigit():
            raise InvalidEmrSettings(f"tag {TIMEOUT_TAG}: expected a number of minutes, found {timeout!r}")
        return replace(
            self,
            environment={**self.environment, **_object(run_tags, ENVIRONMENT_TAG)},
            spark_conf={**self.spark_conf, **_object(run_tags, SPARK_CONF_TAG)},
            execution_timeout_minutes=self.execution_timeout_minutes if timeout is None else int(timeout),
        )

    @property
    def properties(self) -> dict[str, str]:
        """The Spark properties of the job: the environment of driver and executors, then spark_conf over it."""
        environment = dict(self.environment)
        if self.python is not None:
            environment = {"PYSPARK_DRIVER_PYTHON": self.python, "PYSPARK_PYTHON": self.python, **environment}
        driver = {f"spark.emr-serverless.driverEnv.{name}": value for name, value in environment.items()}
        executors = {f"spark.executorEnv.{name}": value for name, value in environment.items()}
        return {**driver, **executors, **self.spark_conf}


def _object(run_tags: Mapping[str, str], tag: str) -> dict[str, str]:
    text = run_tags.get(tag, "{}")
    try:
        members = json.loads(text)
    except ValueError:
        members = None
    if not isinstance(members, dict) or not all(isinstance(value, str) for value in members.values()):
        raise InvalidEmrSettings(
            f'tag {tag}: expected a JSON object of texts such as {{"NAME": "value"}}, found {text!r}'
        )
    return members


CONFIG: Mapping[str, Field] = {
    "application_id": Field(StringSource, description="The EMR Serverless application that takes the jobs."),
    "execution_role_arn": Field(StringSource, description="The role that a job's driver and executors act as."),
    "entry_point": Field(
        StringSource,
        description="Where emr_driver.py of this package lies for the driver: local:///path/in/the/image or s3://...",
    ),
    "python": Field(
        Noneable(StringSource),
        default_value=None,
        description="The Python of driver and executors in the image, as a path. Unset: the image's own python3.",
    ),
    "environment": Field(
        Map(str, StringSource),
        default_value={},
        description="Variables for driver and executors; `{env: NAME}` takes one over from this process. No secrets.",
    ),
    "secrets": Field(
        Array(Shape({"name": Field(StringSource, is_required=False), "valueFrom": StringSource})),
        default_value=[],
        description="Variables that the driver reads from Secrets Manager when it starts, as ECS writes them; without"
        " a name every member of a JSON object becomes a variable.",
    ),
    "spark_conf": Field(
        Map(str, StringSource), default_value={}, description="Spark properties, such as spark.driver.memory."
    ),
    "spark_submit_parameters": Field(
        Noneable(StringSource),
        default_value=None,
        description="What can only be said as arguments of spark-submit, such as --py-files.",
    ),
    "logs": Field(
        Shape(
            {
                "s3_uri": Field(StringSource, is_required=False),
                "log_group": Field(StringSource, is_required=False),
                "log_stream_prefix": Field(StringSource, is_required=False),
                "key_arn": Field(StringSource, is_required=False),
            }
        ),
        default_value={},
        description="Where EMR writes the driver's log. Nothing given: EMR's own storage, for 30 days.",
    ),
    "execution_timeout_minutes": Field(IntSource, default_value=720, description="EMR cancels a job that runs longer."),
    "cancel_grace_seconds": Field(
        IntSource,
        default_value=60,
        description="How long a run that is terminated may take to end by itself; then its job is cancelled.",
    ),
    "tags": Field(Map(str, StringSource), default_value={}, description="Tags of every job, for the bill."),
}

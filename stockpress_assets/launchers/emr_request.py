"""How a Dagster run becomes the request that starts an EMR Serverless job. Nothing is sent here."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from typing import Any

from dagster import DagsterRun
from dagster._core.instance.ref import InstanceRef
from dagster._core.origin import JobPythonOrigin
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import serialize_value

from stockpress_assets.launchers.emr_settings import EmrLogs, EmrSettings

NOT_IN_TAGS = re.compile(r"[^A-Za-z0-9 /_.:=+@-]")
LONGEST_TAG_VALUE = 256
LONGEST_NAME = 256


def job_name(run: DagsterRun) -> str:
    """Return the job's name in EMR; it ends in the run's id, by which the job is found again."""
    return f"{run.job_name[: LONGEST_NAME - len(run.run_id) - 1]} {run.run_id}"


def job_request(
    settings: EmrSettings, run: DagsterRun, origin: JobPythonOrigin, instance: InstanceRef
) -> dict[str, Any]:
    """Return what StartJobRun is asked for *run*.

    Two requests for the same run are equal and carry the run's id as client token, so that EMR starts one job for them.
    """
    spark: dict[str, Any] = {
        "entryPoint": settings.entry_point,
        "entryPointArguments": driver_arguments(settings, run, origin, instance),
    }
    if settings.spark_submit_parameters:
        spark["sparkSubmitParameters"] = settings.spark_submit_parameters
    overrides: dict[str, Any] = {
        "applicationConfiguration": [{"classification": "spark-defaults", "properties": settings.properties}]
    }
    if monitoring := _monitoring(settings.logs):
        overrides["monitoringConfiguration"] = monitoring
    return {
        "applicationId": settings.application_id,
        "clientToken": run.run_id,
        "executionRoleArn": settings.execution_role_arn,
        "name": job_name(run),
        "jobDriver": {"sparkSubmit": spark},
        "configurationOverrides": overrides,
        "executionTimeoutMinutes": settings.execution_timeout_minutes,
        "tags": _tags(settings.tags, run),
    }


def driver_arguments(
    settings: EmrSettings, run: DagsterRun, origin: JobPythonOrigin, instance: InstanceRef
) -> list[str]:
    """Return the arguments of emr_driver: which run to execute, and where its secrets lie."""
    # The container context can be large and matters only to who starts containers.
    bare = origin._replace(repository_origin=origin.repository_origin._replace(container_context={}))
    # The driver exits with 1 where the run failed, so that EMR's own console, metrics and alarms tell the truth.
    args = ExecuteRunArgs(job_origin=bare, run_id=run.run_id, instance_ref=instance, set_exit_code_on_failure=True)
    secrets = [text for secret in settings.secrets for text in ("--secret", str(secret))]
    return ["--run", pack(serialize_value(args)), *secrets]


def pack(text: str) -> str:
    """Return *text* free of quotes and a third as long: `dagster api execute_run` takes it so."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def _monitoring(logs: EmrLogs) -> dict[str, Any]:
    key = {"encryptionKeyArn": logs.key_arn} if logs.key_arn else {}
    monitoring: dict[str, Any] = {}
    if logs.s3_uri:
        monitoring["s3MonitoringConfiguration"] = {"logUri": logs.s3_uri, **key}
    if logs.log_group:
        prefix = {"logStreamNamePrefix": logs.log_stream_prefix} if logs.log_stream_prefix else {}
        monitoring["cloudWatchLoggingConfiguration"] = {
            "enabled": True,
            "logGroupName": logs.log_group,
            **prefix,
            **key,
        }
    return monitoring


def _tags(configured: Mapping[str, str], run: DagsterRun) -> dict[str, str]:
    location = run.remote_job_origin.location_name if run.remote_job_origin else ""
    tags = {
        **configured,
        "dagster/run_id": run.run_id,
        "dagster/job_name": run.job_name,
        "dagster/code_location": location,
    }
    return {name: NOT_IN_TAGS.sub("_", value)[:LONGEST_TAG_VALUE] for name, value in tags.items()}

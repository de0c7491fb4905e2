"""Where the log of a job's driver lies: links for people, and its last lines for a failure's message."""

from __future__ import annotations

import gzip
import zlib
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from stockpress_assets.launchers.emr_jobs import Job
from stockpress_assets.launchers.emr_settings import EmrLogs

LINES = 25
MOST_BYTES = 1 << 20
QUICK = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2})


def log_links(logs: EmrLogs, job: Job, region: str) -> dict[str, str]:
    """Return the console's pages of the driver's log by where it is kept; nothing for EMR's own storage."""
    console = f"https://{region}.console.aws.amazon.com"
    links: dict[str, str] = {}
    if logs.s3_uri:
        bucket, folder = _s3(logs, job)
        links["driver log in S3"] = f"{console}/s3/buckets/{bucket}?region={region}&prefix={quote(folder)}"
    if logs.log_group:
        # CloudWatch's console wants its parameters quoted twice, with a dollar for the second per cent sign.
        group, stream = (
            quote(quote(part, safe=""), safe="").replace("%", "$") for part in (logs.log_group, _stream(logs, job))
        )
        links["driver log in CloudWatch"] = (
            f"{console}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{group}/log-events/{stream}"
        )
    return links


def log_tail(logs: EmrLogs, job: Job, region: str) -> str:
    """Return the last lines that the driver wrote to stderr, or why they cannot be read: never an error."""
    try:
        if logs.log_group:
            return _cloudwatch_tail(logs, job, region)
        if logs.s3_uri:
            return _s3_tail(logs, job, region)
    except (ClientError, BotoCoreError, OSError, zlib.error) as error:
        return f"(not readable from here: {error})"
    return "(in EMR's own storage: see the dashboard)"


def _cloudwatch_tail(logs: EmrLogs, job: Job, region: str) -> str:
    client: Any = boto3.client("logs", region_name=region, config=QUICK)
    answer = client.get_log_events(
        logGroupName=logs.log_group, logStreamName=_stream(logs, job), limit=LINES, startFromHead=False
    )
    return "\n".join(event["message"].rstrip() for event in answer["events"])


def _s3_tail(logs: EmrLogs, job: Job, region: str) -> str:
    bucket, folder = _s3(logs, job)
    client: Any = boto3.client("s3", region_name=region, config=QUICK)
    body = client.get_object(Bucket=bucket, Key=f"{folder}stderr.gz")["Body"]
    with gzip.GzipFile(fileobj=body) as lines:
        kept = b""
        while part := lines.read(MOST_BYTES):
            kept = (kept + part)[-MOST_BYTES:]
    return "\n".join(kept.decode(errors="replace").splitlines()[-LINES:])


def _path(job: Job) -> str:
    return f"applications/{job.application_id}/jobs/{job.id}/SPARK_DRIVER/"


def _s3(logs: EmrLogs, job: Job) -> tuple[str, str]:
    parts = urlsplit(logs.s3_uri or "")
    folder = parts.path.strip("/")
    return parts.netloc, (f"{folder}/" if folder else "") + _path(job)


def _stream(logs: EmrLogs, job: Job) -> str:
    prefix = f"{logs.log_stream_prefix.rstrip('/')}/" if logs.log_stream_prefix else ""
    return f"{prefix}{_path(job)}stderr"

"""The log groups: one for each thing that runs, made before it, so that each is encrypted and forgets in time."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi_aws as aws

from infra_pulumi.settings import Settings

SERVICES = ("webserver", "daemon", "crawl-code", "nlp-code")
CRAWL_RUNS = "crawl-runs"
NLP_RUNS = "nlp-runs"


def make_logs(settings: Settings, key: aws.kms.Key) -> Mapping[str, aws.cloudwatch.LogGroup]:
    """Make the log groups of all that runs, by name."""
    return {
        name: make_log_group(settings, key, name, f"/{settings.prefix}/{name}")
        for name in (*SERVICES, CRAWL_RUNS, NLP_RUNS)
    }


def make_log_group(settings: Settings, key: aws.kms.Key, name: str, path: str) -> aws.cloudwatch.LogGroup:
    """Make the log group at *path*."""
    return aws.cloudwatch.LogGroup(
        f"{settings.prefix}-{name}",
        name=path,
        kms_key_id=key.arn,
        retention_in_days=settings.log_days,
        tags=settings.tags(name),
    )

"""The alarms: what a person has to be woken for, and what each means. docs/operating.md says what to do then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from infra_pulumi.dagster_storage import FIRST_GIGABYTES
from infra_pulumi.ground import Ground
from infra_pulumi.load_balancer import LoadBalancer
from infra_pulumi.logs import CRAWL_RUNS, NLP_RUNS

GIGABYTE = 1024**3
DAY = 86_400
STORE_GIGABYTES = 100
# What Dagster prints: a worker about its own run, the daemon about a run whose worker is gone or never came.
RUN_FAILED = '"RUN_FAILURE"'
RUN_LOST = '?"as failed" ?"Run timed out"'
RUN_DONE = '"RUN_SUCCESS"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number that AWS measures, or that we count in logs."""

    namespace: str
    name: str
    statistic: str = "Sum"
    dimensions: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


def make_alarms(ground: Ground, load_balancer: LoadBalancer, notices: aws.sns.Topic) -> None:
    """Make the alarms of the desk."""

    def alarm(name: str, meaning: str, metric: Metric, **limits: int) -> None:
        _alarm(ground, notices, f"{ground.settings.prefix}-{name}", meaning, metric, **limits)

    failed = _count(ground, "failed-runs", {CRAWL_RUNS: RUN_FAILED, NLP_RUNS: RUN_FAILED, "daemon": RUN_LOST})
    alarm("run-failed", "a run failed or was lost", failed, at_least=1, period=300)
    crawled = _count(ground, "crawls-done", {CRAWL_RUNS: RUN_DONE})
    alarm("silent-night", "no crawl ended well for a day", crawled, less_than=1, period=DAY)
    printed = Metric(
        namespace="AWS/Logs", name="IncomingLogEvents", dimensions={"LogGroupName": ground.logs["daemon"].name}
    )
    alarm("daemon-quiet", "for half an hour no sensor, queue or backfill moves", printed, less_than=1, period=1800)
    free = Metric(
        namespace="AWS/RDS",
        name="FreeStorageSpace",
        statistic="Minimum",
        dimensions={"DBInstanceIdentifier": ground.dagster_storage.instance.identifier},
    )
    tenth = FIRST_GIGABYTES * GIGABYTE // 10
    alarm("dagster-storage-full", "Dagster's storage is nearly full", free, less_than=tenth, period=300)
    used = Metric(
        namespace="AWS/DocDB",
        name="VolumeBytesUsed",
        statistic="Maximum",
        dimensions={"DBClusterIdentifier": ground.store.cluster.cluster_identifier},
    )
    large = STORE_GIGABYTES * GIGABYTE
    alarm("store-large", "the store grows by itself, and so does the bill", used, at_least=large, period=3600)
    healthy = Metric(
        namespace="AWS/ApplicationELB",
        name="HealthyHostCount",
        statistic="Maximum",
        dimensions={
            "LoadBalancer": load_balancer.balancer.arn_suffix,
            "TargetGroup": load_balancer.target.arn_suffix,
        },
    )
    alarm("ui-down", "the Dagster UI does not answer", healthy, less_than=1, period=300)


def _count(ground: Ground, name: str, patterns: Mapping[str, str]) -> Metric:
    """Count the lines that match a pattern, by log group, into the metric *name*."""
    metric = Metric(namespace=ground.settings.prefix, name=name)
    for group, pattern in patterns.items():
        aws.cloudwatch.LogMetricFilter(
            f"{ground.settings.prefix}-{name}-{group}",
            log_group_name=ground.logs[group].name,
            pattern=pattern,
            metric_transformation={
                "namespace": metric.namespace,
                "name": metric.name,
                "value": "1",
                "default_value": "0",
            },
        )
    return metric


def _alarm(
    ground: Ground,
    notices: aws.sns.Topic,
    name: str,
    meaning: str,
    metric: Metric,
    *,
    period: int,
    at_least: int | None = None,
    less_than: int | None = None,
) -> None:
    """Make one alarm over one *period* in seconds. Where too little is the fault, silence is the fault as well."""
    too_little = less_than is not None
    aws.cloudwatch.MetricAlarm(
        name,
        name=name,
        alarm_description=meaning,
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions=metric.dimensions,
        statistic=metric.statistic,
        period=period,
        evaluation_periods=1,
        comparison_operator="LessThanThreshold" if too_little else "GreaterThanOrEqualToThreshold",
        threshold=less_than if too_little else at_least,
        treat_missing_data="breaching" if too_little else "notBreaching",
        alarm_actions=[notices.arn],
        ok_actions=[notices.arn],
        tags=ground.settings.tags(name.removeprefix(f"{ground.settings.prefix}-")),
    )

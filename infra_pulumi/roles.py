"""The roles of what runs, and what each may do: this file is the whole of it, but for the bastion's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.environment import EMR_LOGS, MODELS, PAGES
from infra_pulumi.ground import Ground
from infra_pulumi.logs import CRAWL_RUNS, NLP_RUNS, SERVICES
from infra_pulumi.policy import Statement, allow, document, trust
from infra_pulumi.registry import PULL

TASKS = "ecs-tasks.amazonaws.com"
EMR = "emr-serverless.amazonaws.com"
COMPUTE_LOGS = "compute-logs"
# The family of the crawl runs' task definitions; crawl_runs.py makes it.
FAMILY = "crawl-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """*..._execution* start containers and read their secrets; the others are what the containers act as.

    *policies* are what a service has to wait for before it may start.
    """

    service_execution: aws.iam.Role
    crawl_run_execution: aws.iam.Role
    webserver: aws.iam.Role
    daemon: aws.iam.Role
    crawl_code: aws.iam.Role
    nlp_code: aws.iam.Role
    crawl_run: aws.iam.Role
    spark_job: aws.iam.Role
    policies: Sequence[aws.iam.RolePolicy]


def make_roles(ground: Ground, spark: aws.emrserverless.Application) -> Roles:
    """Make the roles over the ground and the Spark application."""
    policies: list[aws.iam.RolePolicy] = []

    def make(name: str, service: str, statements: Sequence[Statement]) -> aws.iam.Role:
        role = _make_role(ground, name, service)
        policies.append(aws.iam.RolePolicy(_name(ground, name), role=role.name, policy=document(*statements)))
        return role

    secrets = ground.credentials
    crawl_secrets = [secrets.databases, secrets.session_keys, *secrets.sources.values()]
    crawl_execution = make("crawl-run-execution", TASKS, _start_containers(ground, [CRAWL_RUNS], crawl_secrets))
    printed = _objects(ground, ground.buckets.logs, COMPUTE_LOGS, ["s3:GetObject", "s3:PutObject"])
    keep_pages = _objects(ground, ground.buckets.warc, PAGES, ["s3:PutObject"])
    crawl_run = make("crawl-run", TASKS, [*printed, *keep_pages])
    # Models that come with the code register themselves, whoever asks for them first.
    models = _objects(ground, ground.buckets.models, MODELS, ["s3:GetObject", "s3:PutObject"])
    spark_job = make("spark-job", EMR, [*printed, *models, *_run_spark(ground)])
    follow = [*printed, *_follow_runs(ground, spark)]
    launch = _launch_runs(ground, spark, crawl_run, crawl_execution, spark_job)
    return Roles(
        service_execution=make("service-execution", TASKS, _start_containers(ground, SERVICES, [secrets.databases])),
        crawl_run_execution=crawl_execution,
        webserver=make("webserver", TASKS, follow),
        daemon=make("daemon", TASKS, [*follow, *launch]),
        crawl_code=make("crawl-code", TASKS, printed),
        nlp_code=make("nlp-code", TASKS, [*printed, *models]),
        crawl_run=crawl_run,
        spark_job=spark_job,
        policies=policies,
    )


def _name(ground: Ground, name: str) -> str:
    return f"{ground.settings.prefix}-{name}"


def _make_role(ground: Ground, name: str, service: str) -> aws.iam.Role:
    # ECS names no account when it takes on an execution role.
    account = None if name.endswith("-execution") else ground.account
    return aws.iam.Role(
        _name(ground, name),
        name=_name(ground, name),
        assume_role_policy=trust(service, account),
        tags=ground.settings.tags(name),
    )


def _start_containers(
    ground: Ground, logs: Sequence[str], secrets: Sequence[aws.secretsmanager.Secret]
) -> list[Statement]:
    repositories = [repository.arn for repository in ground.registry.repositories.values()]
    return [
        # It names no repository: AWS gives the token for the whole registry.
        allow(["ecr:GetAuthorizationToken"], ["*"]),
        allow([*PULL, "ecr:BatchCheckLayerAvailability"], repositories),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [_streams(ground, name) for name in logs]),
        *_read_secrets(ground, secrets),
    ]


def _read_secrets(ground: Ground, secrets: Sequence[aws.secretsmanager.Secret]) -> list[Statement]:
    return [
        allow(["secretsmanager:GetSecretValue"], [secret.arn for secret in secrets]),
        allow(["kms:Decrypt"], [ground.key.arn]),
    ]


def _objects(ground: Ground, bucket: aws.s3.Bucket, prefix: str, actions: Sequence[str]) -> list[Statement]:
    """Allow *actions* on the objects of *bucket* under *prefix*, and the list of their names."""
    within = f"{prefix}/*" if prefix else "*"
    return [
        allow(actions, [pulumi.Output.concat(bucket.arn, f"/{within}")]),
        allow(["s3:ListBucket"], [bucket.arn], {"StringLike": {"s3:prefix": [within]}}),
        allow(["kms:Decrypt", "kms:GenerateDataKey"], [ground.key.arn]),
    ]


def _streams(ground: Ground, name: str) -> pulumi.Output[str]:
    return pulumi.Output.concat(ground.logs[name].arn, ":*")


def _follow_runs(ground: Ground, spark: aws.emrserverless.Application) -> list[Statement]:
    """Allow to see how runs stand, to read what they printed and to end them."""
    return [
        # AWS cannot narrow it to one.
        allow(["ecs:DescribeTaskDefinition"], ["*"]),
        allow(["ecs:DescribeTasks", "ecs:StopTask"], [_arn(ground, "ecs", f"task/{ground.settings.prefix}/*")]),
        allow(["logs:GetLogEvents"], [_streams(ground, name) for name in (CRAWL_RUNS, NLP_RUNS)]),
        allow(["emr-serverless:ListJobRuns"], [spark.arn]),
        allow(
            ["emr-serverless:GetJobRun", "emr-serverless:CancelJobRun", "emr-serverless:GetDashboardForJobRun"],
            [pulumi.Output.concat(spark.arn, "/jobruns/*")],
        ),
    ]


def _launch_runs(
    ground: Ground,
    spark: aws.emrserverless.Application,
    crawl_run: aws.iam.Role,
    crawl_execution: aws.iam.Role,
    spark_job: aws.iam.Role,
) -> list[Statement]:
    """Allow to start crawl runs and Spark jobs, each as its own roles and as nothing else."""
    family = _arn(ground, "ecs", f"task-definition/{ground.settings.prefix}-{FAMILY}:*")
    return [
        allow(["ecs:RunTask"], [family], {"ArnEquals": {"ecs:cluster": ground.cluster.cluster.arn}}),
        allow(
            ["ecs:TagResource"],
            [_arn(ground, "ecs", f"task/{ground.settings.prefix}/*")],
            {"StringEquals": {"ecs:CreateAction": "RunTask"}},
        ),
        allow(["emr-serverless:StartJobRun"], [spark.arn]),
        allow(["emr-serverless:TagResource"], [pulumi.Output.concat(spark.arn, "/jobruns/*")]),
        _pass(TASKS, [crawl_run.arn, crawl_execution.arn]),
        _pass(EMR, [spark_job.arn]),
    ]


def _pass(service: str, roles: Sequence[pulumi.Input[str]]) -> Statement:
    return allow(["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": service}})


def _run_spark(ground: Ground) -> list[Statement]:
    """Allow what a Spark job does: read the databases' secret, write logs."""
    return [
        *_objects(ground, ground.buckets.logs, EMR_LOGS, ["s3:GetObject", "s3:PutObject"]),
        *_read_secrets(ground, [ground.credentials.databases]),
        allow(["logs:DescribeLogGroups"], [_arn(ground, "logs", "log-group:*")]),
        allow(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [_streams(ground, NLP_RUNS)]),
    ]


def _arn(ground: Ground, service: str, what: str) -> str:
    return f"arn:aws:{service}:{ground.settings.region}:{ground.account}:{what}"

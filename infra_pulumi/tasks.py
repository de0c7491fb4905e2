"""A task definition on Fargate with one container. Which tasks there are lives in services.py and crawl_runs.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from infra_pulumi.settings import Settings

# Dagster takes eight seconds of a whole CPU to start, and services have a quarter of one.
START_SECONDS = 180


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A command that says by its exit code whether the container is well, run every *interval* seconds."""

    command: Sequence[str]
    interval: int
    timeout: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What runs and with what: *cpu* in 1/1024 of a CPU, *memory* in MiB, *secrets* from variable to its address.

    *name* is the container's name too. The root file system cannot be written; /tmp can.
    """

    name: str
    family: str
    image: pulumi.Input[str]
    architecture: str
    cpu: int
    memory: int
    command: Sequence[str]
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    log_group: aws.cloudwatch.LogGroup
    execution_role: aws.iam.Role
    task_role: aws.iam.Role
    entry_point: Sequence[str] = ()
    port: int | None = None
    health_check: HealthCheck | None = None


def make_task_definition(settings: Settings, task: Task) -> aws.ecs.TaskDefinition:
    """Make the task definition of *task*."""
    return aws.ecs.TaskDefinition(
        f"{settings.prefix}-{task.family}",
        family=f"{settings.prefix}-{task.family}",
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(task.cpu),
        memory=str(task.memory),
        runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": task.architecture},
        execution_role_arn=task.execution_role.arn,
        task_role_arn=task.task_role.arn,
        volumes=[{"name": "tmp"}],
        container_definitions=pulumi.Output.json_dumps([_container(settings, task)]),
        tags=settings.tags(task.family),
    )


def _container(settings: Settings, task: Task) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": task.name,
        "image": task.image,
        "essential": True,
        "command": list(task.command),
        "environment": [{"name": name, "value": value} for name, value in task.environment.items()],
        "secrets": [{"name": name, "valueFrom": address} for name, address in task.secrets.items()],
        "readonlyRootFilesystem": True,
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],
        "linuxParameters": {"initProcessEnabled": True},
        # The longest that Fargate grants, which is also the notice that Spot gives.
        "stopTimeout": 120,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": task.log_group.name,
                "awslogs-region": settings.region,
                "awslogs-stream-prefix": task.family,
            },
        },
    }
    if task.port is not None:
        container["portMappings"] = [{"containerPort": task.port, "protocol": "tcp"}]
    if task.entry_point:
        container["entryPoint"] = list(task.entry_point)
    if task.health_check is not None:
        container["healthCheck"] = {
            "command": ["CMD", *task.health_check.command],
            "interval": task.health_check.interval,
            "timeout": task.health_check.timeout,
            "retries": 3,
            "startPeriod": START_SECONDS,
        }
    return container

"""The task definition of crawl runs. The daemon starts them, on Fargate Spot; a run that Spot ends is retried."""

from __future__ import annotations

import pulumi_aws as aws

from infra_pulumi.environment import crawl_environment
from infra_pulumi.ground import Ground
from infra_pulumi.logs import CRAWL_RUNS
from infra_pulumi.roles import FAMILY, Roles
from infra_pulumi.tasks import Task, make_task_definition

# The name that Dagster's ECS launcher overrides the command of.
CONTAINER = "run"


def make_crawl_run(ground: Ground, release: str, roles: Roles) -> aws.ecs.TaskDefinition:
    """Make the task definition: a crawler and, while it signs in, a Chromium."""
    return make_task_definition(
        ground.settings,
        Task(
            name=CONTAINER,
            family=FAMILY,
            image=ground.registry.image("crawl", release),
            architecture="ARM64",
            cpu=1024,
            memory=3072,
            # Replaced by the launcher; alone it shows that the image works.
            command=["python", "-m", "stockpress_spiders", "--help"],
            environment=crawl_environment(ground),
            secrets=ground.credentials.for_crawl(),
            log_group=ground.logs[CRAWL_RUNS],
            execution_role=roles.crawl_run_execution,
            task_role=roles.crawl_run,
        ),
    )

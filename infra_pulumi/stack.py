"""A whole stack: the ground, what runs on it, and what an operator needs to know of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from infra_pulumi.alarms import make_alarms
from infra_pulumi.bastion import make_bastion
from infra_pulumi.budget import make_budget
from infra_pulumi.crawl_runs import make_crawl_run
from infra_pulumi.environment import launch_environment
from infra_pulumi.ground import Ground, make_ground
from infra_pulumi.load_balancer import make_load_balancer
from infra_pulumi.notices import make_notices
from infra_pulumi.roles import make_roles
from infra_pulumi.services import make_services
from infra_pulumi.settings import Settings
from infra_pulumi.spark import make_spark

Outputs = dict[str, Any]


def make_stack(settings: Settings) -> Outputs:
    """Make everything that *settings* ask for and return the stack's outputs, none of which is secret."""
    ground = make_ground(settings)
    make_budget(settings)
    notices = make_notices(settings, ground.key)
    outputs = _ground_outputs(ground)
    if settings.bastion:
        outputs["bastion"] = make_bastion(settings, ground.network, ground.firewall, ground.key).id
    if settings.release is None:
        return outputs
    return {**outputs, **_make_desk(ground, settings.release, notices)}


def _make_desk(ground: Ground, release: str, notices: aws.sns.Topic) -> Outputs:
    """Make what runs the images of *release*."""
    spark = make_spark(ground, release)
    roles = make_roles(ground, spark)
    crawl_run = make_crawl_run(ground, release, roles)
    load_balancer = make_load_balancer(ground.settings, ground.network, ground.firewall)
    launch = launch_environment(ground, crawl_run, spark, roles.spark_job)
    services = make_services(ground, release, roles, launch, load_balancer)
    make_alarms(ground, load_balancer, notices)
    return {
        "ui_host": load_balancer.balancer.dns_name,
        "ui_port": ground.firewall.entrance,
        "services": {name: service.name for name, service in services.items()},
        "crawl_task_definition": crawl_run.family,
        "emr_application": spark.id,
    }


def _ground_outputs(ground: Ground) -> Outputs:
    secrets: Mapping[str, pulumi.Output[str]] = {
        "databases": ground.credentials.databases.name,
        "session_keys": ground.credentials.session_keys.name,
        **{f"source_{name}": secret.name for name, secret in ground.credentials.sources.items()},
    }
    return {
        "region": ground.settings.region,
        "repositories": {name: it.repository_url for name, it in ground.registry.repositories.items()},
        "buckets": {name: getattr(ground.buckets, name).bucket for name in ("logs", "models", "warc")},
        "log_groups": {name: group.name for name, group in ground.logs.items()},
        "secrets": secrets,
        "cluster": ground.cluster.cluster.name,
        "store_host": ground.store.cluster.endpoint,
        "store_master_secret": ground.store.master_secret,
        "dagster_storage_host": ground.dagster_storage.instance.address,
        "dagster_storage_master_secret": ground.dagster_storage.master_secret,
    }

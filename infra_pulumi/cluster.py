"""The ECS cluster, its capacity, and the private names of what runs on it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.network import Network
from infra_pulumi.settings import Settings


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster and the Cloud Map namespace ``<project>-<stack>.internal``.

    A service has to wait for *capacity*, which is the cluster's leave to use Fargate and Fargate Spot.
    """

    cluster: aws.ecs.Cluster
    capacity: aws.ecs.ClusterCapacityProviders
    names: aws.servicediscovery.PrivateDnsNamespace
    domain: str


def make_cluster(settings: Settings, network: Network) -> Cluster:
    """Make the cluster. What names no capacity, as crawl runs do, goes to Fargate Spot."""
    cluster = aws.ecs.Cluster(
        f"{settings.prefix}-cluster",
        name=settings.prefix,
        settings=[{"name": "containerInsights", "value": "enabled" if settings.protected else "disabled"}],
        tags=settings.tags("cluster"),
    )
    capacity = aws.ecs.ClusterCapacityProviders(
        f"{settings.prefix}-cluster",
        cluster_name=cluster.name,
        capacity_providers=["FARGATE", "FARGATE_SPOT"],
        default_capacity_provider_strategies=[{"capacity_provider": "FARGATE_SPOT", "weight": 1}],
    )
    domain = f"{settings.prefix}.internal"
    names = aws.servicediscovery.PrivateDnsNamespace(
        f"{settings.prefix}-names", name=domain, vpc=network.vpc.id, tags=settings.tags("names")
    )
    return Cluster(cluster=cluster, capacity=capacity, names=names, domain=domain)


def make_name(settings: Settings, cluster: Cluster, name: str) -> tuple[pulumi.Output[str], str]:
    """Give *name* to a service: return the Cloud Map service's ARN and the address that others reach it under."""
    service = aws.servicediscovery.Service(
        f"{settings.prefix}-{name}",
        name=name,
        dns_config={
            "namespace_id": cluster.names.id,
            "dns_records": [{"ttl": 10, "type": "A"}],
            "routing_policy": "MULTIVALUE",
        },
        force_destroy=True,
        tags=settings.tags(name),
    )
    return service.arn, f"{name}.{cluster.domain}"

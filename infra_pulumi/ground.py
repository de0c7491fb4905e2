"""The ground of a stack: everything that runs no image of ours, and that what runs stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws

from infra_pulumi.buckets import Buckets, make_buckets
from infra_pulumi.cluster import Cluster, make_cluster
from infra_pulumi.credentials import Credentials, make_credentials
from infra_pulumi.dagster_storage import DagsterStorage, make_dagster_storage
from infra_pulumi.firewall import Firewall, make_firewall
from infra_pulumi.keys import make_key
from infra_pulumi.logs import make_logs
from infra_pulumi.network import Network, make_network
from infra_pulumi.registry import Registry, make_registry
from infra_pulumi.settings import Settings
from infra_pulumi.store import Store, make_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The parts of the ground, with the settings and the account they were made with."""

    settings: Settings
    account: str
    key: aws.kms.Key
    network: Network
    firewall: Firewall
    buckets: Buckets
    registry: Registry
    credentials: Credentials
    logs: Mapping[str, aws.cloudwatch.LogGroup]
    store: Store
    dagster_storage: DagsterStorage
    cluster: Cluster


def make_ground(settings: Settings) -> Ground:
    """Make the ground of the stack that *settings* describe, in the account of whoever calls."""
    account = aws.get_caller_identity().account_id
    key = make_key(settings, account)
    network = make_network(settings)
    firewall = make_firewall(settings, network)
    return Ground(
        settings=settings,
        account=account,
        key=key,
        network=network,
        firewall=firewall,
        buckets=make_buckets(settings, key),
        registry=make_registry(settings, account, key),
        credentials=make_credentials(settings, key),
        logs=make_logs(settings, key),
        store=make_store(settings, network, firewall, key),
        dagster_storage=make_dagster_storage(settings, network, firewall, key),
        cluster=make_cluster(settings, network),
    )

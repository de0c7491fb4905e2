"""The store: DocumentDB, which speaks MongoDB's protocol inside the VPC and over TLS alone."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.firewall import STORE_PORT, Firewall
from infra_pulumi.logs import make_log_group
from infra_pulumi.network import Network
from infra_pulumi.settings import Settings

MASTER = "stockpress_master"


@dataclass(frozen=True, slots=True)
class Store:
    """The cluster, and the address of the secret in which AWS keeps the master's password and changes it."""

    cluster: aws.docdb.Cluster
    master_secret: pulumi.Output[str]


def make_store(settings: Settings, network: Network, firewall: Firewall, key: aws.kms.Key) -> Store:
    """Make the cluster and its instances. The master makes users; programs use a user of their own."""
    name = f"{settings.prefix}-store"
    subnets = aws.docdb.SubnetGroup(
        name, name=name, subnet_ids=[subnet.id for subnet in network.isolated], tags=settings.tags("store")
    )
    parameters = aws.docdb.ClusterParameterGroup(
        name,
        family="docdb5.0",
        description=f"TLS and auditing for {name}",
        parameters=[{"name": "tls", "value": "enabled"}, {"name": "audit_logs", "value": "enabled"}],
        tags=settings.tags("store"),
    )
    # DocumentDB would make it by itself, without encryption and for ever.
    audit = make_log_group(settings, key, "store-audit", f"/aws/docdb/{name}/audit")
    serverless = settings.store_class == "db.serverless"
    cluster = aws.docdb.Cluster(
        name,
        cluster_identifier=name,
        engine="docdb",
        engine_version="5.0.0",
        port=STORE_PORT,
        master_username=MASTER,
        manage_master_user_password=True,
        db_subnet_group_name=subnets.name,
        vpc_security_group_ids=firewall.of("store"),
        db_cluster_parameter_group_name=parameters.name,
        storage_encrypted=True,
        kms_key_id=key.arn,
        serverless_v2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 8} if serverless else None,
        backup_retention_period=settings.backup_days,
        preferred_backup_window="00:00-01:00",
        preferred_maintenance_window="sun:12:00-sun:13:00",
        enabled_cloudwatch_logs_exports=["audit"],
        deletion_protection=settings.protected,
        skip_final_snapshot=not settings.protected,
        final_snapshot_identifier=f"{name}-last" if settings.protected else None,
        tags=settings.tags("store"),
        opts=pulumi.ResourceOptions(protect=settings.protected, depends_on=[audit]),
    )
    for index in range(settings.store_instances):
        aws.docdb.ClusterInstance(
            f"{name}-{index}",
            identifier=f"{name}-{index}",
            cluster_identifier=cluster.id,
            instance_class=settings.store_class,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            auto_minor_version_upgrade=True,
            copy_tags_to_snapshot=True,
            promotion_tier=index,
            tags=settings.tags(f"store-{index}"),
        )
    return Store(cluster=cluster, master_secret=cluster.master_user_secrets[0].secret_arn)

"""Dagster's storage: runs, events and schedules in Postgres on RDS."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.firewall import DAGSTER_STORAGE_PORT, Firewall
from infra_pulumi.logs import make_log_group
from infra_pulumi.network import Network
from infra_pulumi.settings import Settings

MASTER = "stockpress_master"
DATABASE = "dagster"
USER = "dagster"
FIRST_GIGABYTES = 20


@dataclass(frozen=True, slots=True)
class DagsterStorage:
    """The instance, and the address of the secret in which AWS keeps the master's password and changes it."""

    instance: aws.rds.Instance
    master_secret: pulumi.Output[str]


def make_dagster_storage(settings: Settings, network: Network, firewall: Firewall, key: aws.kms.Key) -> DagsterStorage:
    """Make the instance. The master makes users; Dagster uses a user of its own."""
    name = f"{settings.prefix}-dagster"
    subnets = aws.rds.SubnetGroup(
        name, name=name, subnet_ids=[subnet.id for subnet in network.isolated], tags=settings.tags("dagster")
    )
    parameters = aws.rds.ParameterGroup(
        name,
        family="postgres16",
        description=f"TLS for {name}",
        parameters=[{"name": "rds.force_ssl", "value": "1"}],
        tags=settings.tags("dagster"),
    )
    # RDS would make it by itself, without encryption and for ever.
    log = make_log_group(settings, key, "dagster-storage", f"/aws/rds/instance/{name}/postgresql")
    instance = aws.rds.Instance(
        name,
        identifier=name,
        engine="postgres",
        engine_version="16",
        instance_class=settings.dagster_storage_class,
        db_name=DATABASE,
        port=DAGSTER_STORAGE_PORT,
        username=MASTER,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=key.arn,
        db_subnet_group_name=subnets.name,
        vpc_security_group_ids=firewall.of("dagster_storage"),
        parameter_group_name=parameters.name,
        publicly_accessible=False,
        multi_az=settings.dagster_storage_standby,
        storage_type="gp3",
        allocated_storage=FIRST_GIGABYTES,
        max_allocated_storage=5 * FIRST_GIGABYTES,
        storage_encrypted=True,
        kms_key_id=key.arn,
        ca_cert_identifier="rds-ca-rsa2048-g1",
        auto_minor_version_upgrade=True,
        backup_retention_period=settings.backup_days,
        backup_window="00:00-01:00",
        maintenance_window="sun:12:00-sun:13:00",
        copy_tags_to_snapshot=True,
        enabled_cloudwatch_logs_exports=["postgresql"],
        deletion_protection=settings.protected,
        skip_final_snapshot=not settings.protected,
        final_snapshot_identifier=f"{name}-last" if settings.protected else None,
        tags=settings.tags("dagster"),
        opts=pulumi.ResourceOptions(protect=settings.protected, depends_on=[log]),
    )
    return DagsterStorage(instance=instance, master_secret=instance.master_user_secrets[0].secret_arn)

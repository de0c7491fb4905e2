"""Who may talk to whom: every security group and every rule, in two tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.network import ANYWHERE, Network
from infra_pulumi.settings import Settings

WEB_PORT = 3000
CODE_PORT = 4000
STORE_PORT = 27017
DAGSTER_STORAGE_PORT = 5432

# From, to, port. `desk` is the daemon, the code servers and the crawl runs; `spark` is EMR Serverless.
ALLOWED = (
    ("load_balancer", "webserver", WEB_PORT),
    ("webserver", "desk", CODE_PORT),
    ("desk", "desk", CODE_PORT),
    ("webserver", "dagster_storage", DAGSTER_STORAGE_PORT),
    ("desk", "dagster_storage", DAGSTER_STORAGE_PORT),
    ("spark", "dagster_storage", DAGSTER_STORAGE_PORT),
    ("desk", "store", STORE_PORT),
    ("spark", "store", STORE_PORT),
    ("bastion", "dagster_storage", DAGSTER_STORAGE_PORT),
    ("bastion", "store", STORE_PORT),
)
# Ports of the Internet that a group may reach: AWS's own services, and for the desk publishers that still use HTTP.
OUTSIDE = {"webserver": (443,), "desk": (80, 443), "spark": (443,), "bastion": (443,)}


@dataclass(frozen=True, slots=True)
class Firewall:
    """The id of each security group by name, and the port that the load balancer listens on."""

    groups: Mapping[str, aws.ec2.SecurityGroup]
    entrance: int

    def of(self, name: str) -> list[pulumi.Output[str]]:
        """Return the id of the group *name* as the list that AWS wants."""
        return [self.groups[name].id]


def make_firewall(settings: Settings, network: Network) -> Firewall:
    """Make the groups and rules of the two tables, and the entrance for operators."""
    entrance = 80 if settings.certificate_arn is None else 443
    allowed = (*ALLOWED, ("bastion", "load_balancer", entrance))
    names = sorted({name for source, target, _ in allowed for name in (source, target)})
    groups = {
        name: aws.ec2.SecurityGroup(
            f"{settings.prefix}-{name}",
            vpc_id=network.vpc.id,
            description=f"{name} of {settings.prefix}",
            tags=settings.tags(name),
        )
        for name in names
    }
    for source, target, port in allowed:
        _allow(settings, groups, source, target, port)
    for name, ports in OUTSIDE.items():
        for port in ports:
            aws.vpc.SecurityGroupEgressRule(
                f"{settings.prefix}-{name}-outside-{port}",
                security_group_id=groups[name].id,
                description=f"{name} to the Internet, port {port}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=ANYWHERE,
                tags=settings.tags(f"{name}-outside-{port}"),
            )
    for place in settings.reach_from:
        aws.vpc.SecurityGroupIngressRule(
            f"{settings.prefix}-load_balancer-from-{place}",
            security_group_id=groups["load_balancer"].id,
            description=f"operators at {place}",
            ip_protocol="tcp",
            from_port=entrance,
            to_port=entrance,
            cidr_ipv4=str(place),
            tags=settings.tags("load_balancer-operators"),
        )
    return Firewall(groups=groups, entrance=entrance)


def _allow(
    settings: Settings, groups: Mapping[str, aws.ec2.SecurityGroup], source: str, target: str, port: int
) -> None:
    """Let *source* out to *target* and *target* be reached by *source*."""
    name = f"{source}-to-{target}-{port}"
    rule = {"ip_protocol": "tcp", "from_port": port, "to_port": port, "tags": settings.tags(name), "description": name}
    aws.vpc.SecurityGroupEgressRule(
        f"{settings.prefix}-{name}",
        security_group_id=groups[source].id,
        referenced_security_group_id=groups[target].id,
        **rule,
    )
    aws.vpc.SecurityGroupIngressRule(
        f"{settings.prefix}-{name}",
        security_group_id=groups[target].id,
        referenced_security_group_id=groups[source].id,
        **rule,
    )

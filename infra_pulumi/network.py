"""The network: public subnets for NAT alone, private ones for what runs, isolated ones for what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.settings import Settings

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Network:
    """The VPC and the subnets that other parts stand in: *private* reach out through NAT, *isolated* reach nothing."""

    vpc: aws.ec2.Vpc
    private: list[aws.ec2.Subnet]
    isolated: list[aws.ec2.Subnet]


def make_network(settings: Settings) -> Network:
    """Make the VPC with three rows of subnets, one subnet of each row a zone."""
    vpc = aws.ec2.Vpc(
        f"{settings.prefix}-vpc",
        cidr_block=str(settings.network),
        enable_dns_support=True,
        enable_dns_hostnames=True,
        tags=settings.tags("vpc"),
    )
    # AWS gives every VPC a group that lets its members talk to each other; without rules it lets nobody.
    aws.ec2.DefaultSecurityGroup(
        f"{settings.prefix}-default", vpc_id=vpc.id, ingress=[], egress=[], tags=settings.tags("unused")
    )
    zones = aws.get_availability_zones(
        state="available", filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}]
    ).names[: settings.zones]
    public, private, isolated = (
        _make_subnets(settings, vpc, zones, kind, row) for row, kind in enumerate(("public", "private", "isolated"))
    )
    internet = _make_way_out(settings, vpc, public)
    gateways = _make_nat(settings, public[: settings.nat_count], internet)
    tables = _make_private_tables(settings, vpc, private, gateways)
    # Free, and keeps images, logs and pages out of NAT, which charges by the gigabyte.
    aws.ec2.VpcEndpoint(
        f"{settings.prefix}-s3",
        vpc_id=vpc.id,
        vpc_endpoint_type="Gateway",
        service_name=f"com.amazonaws.{settings.region}.s3",
        route_table_ids=[table.id for table in tables],
        tags=settings.tags("s3"),
    )
    return Network(vpc=vpc, private=private, isolated=isolated)


def _make_subnets(
    settings: Settings, vpc: aws.ec2.Vpc, zones: Sequence[str], kind: str, row: int
) -> list[aws.ec2.Subnet]:
    """Make one row of subnets of 4,096 addresses each, in the row's own quarter of the network."""
    blocks = list(settings.network.subnets(new_prefix=20))
    return [
        aws.ec2.Subnet(
            f"{settings.prefix}-{kind}-{zone}",
            vpc_id=vpc.id,
            cidr_block=str(blocks[4 * row + index]),
            availability_zone=zone,
            map_public_ip_on_launch=False,
            tags=settings.tags(f"{kind}-{zone}"),
        )
        for index, zone in enumerate(zones)
    ]


def _make_way_out(settings: Settings, vpc: aws.ec2.Vpc, public: list[aws.ec2.Subnet]) -> aws.ec2.InternetGateway:
    gateway = aws.ec2.InternetGateway(f"{settings.prefix}-internet", vpc_id=vpc.id, tags=settings.tags("internet"))
    table = aws.ec2.RouteTable(f"{settings.prefix}-public", vpc_id=vpc.id, tags=settings.tags("public"))
    aws.ec2.Route(
        f"{settings.prefix}-public", route_table_id=table.id, destination_cidr_block=ANYWHERE, gateway_id=gateway.id
    )
    for index, subnet in enumerate(public):
        aws.ec2.RouteTableAssociation(f"{settings.prefix}-public-{index}", subnet_id=subnet.id, route_table_id=table.id)
    return gateway


def _make_nat(
    settings: Settings, public: list[aws.ec2.Subnet], internet: aws.ec2.InternetGateway
) -> list[aws.ec2.NatGateway]:
    gateways = []
    for index, subnet in enumerate(public):
        name = f"nat-{index}"
        address = aws.ec2.Eip(f"{settings.prefix}-{name}", domain="vpc", tags=settings.tags(name))
        gateways.append(
            aws.ec2.NatGateway(
                f"{settings.prefix}-{name}",
                subnet_id=subnet.id,
                allocation_id=address.id,
                tags=settings.tags(name),
                opts=pulumi.ResourceOptions(depends_on=[internet]),
            )
        )
    return gateways


def _make_private_tables(
    settings: Settings, vpc: aws.ec2.Vpc, private: list[aws.ec2.Subnet], gateways: list[aws.ec2.NatGateway]
) -> list[aws.ec2.RouteTable]:
    """Make a route table a private subnet; where zones share a gateway they all leave through it."""
    tables = []
    for index, subnet in enumerate(private):
        name = f"private-{index}"
        table = aws.ec2.RouteTable(f"{settings.prefix}-{name}", vpc_id=vpc.id, tags=settings.tags(name))
        aws.ec2.Route(
            f"{settings.prefix}-{name}",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=gateways[index % len(gateways)].id,
        )
        aws.ec2.RouteTableAssociation(f"{settings.prefix}-{name}", subnet_id=subnet.id, route_table_id=table.id)
        tables.append(table)
    return tables

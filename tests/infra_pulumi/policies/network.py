"""What must hold of the network: who can be reached, by whom, and from how many zones."""

from __future__ import annotations

from tests.infra_pulumi.recording import Stack, setting

ANYWHERE = {"0.0.0.0/0", "::/0"}


def no_database_or_load_balancer_is_public(stack: Stack) -> list[str]:
    faults = [
        f"{it.name} is public" for it in stack.of("rds.Instance") if it.inputs.get("publiclyAccessible") is not False
    ]
    faults += [
        f"{it.name} is not internal" for it in stack.of("lb.LoadBalancer") if it.inputs.get("internal") is not True
    ]
    return faults


def databases_stand_in_subnets_without_a_way_out(stack: Stack) -> list[str]:
    routed = {it.inputs["subnetId"] for it in stack.of("ec2.RouteTableAssociation")}
    groups = [*stack.of("rds.SubnetGroup"), *stack.of("docdb.SubnetGroup")]
    faults = [
        f"{it.name} uses {subnet}, which has routes"
        for it in groups
        for subnet in it.inputs["subnetIds"]
        if subnet in routed
    ]
    names = {it.inputs["name"] for it in groups}
    databases = [*stack.of("rds.Instance"), *stack.of("docdb.Cluster")]
    return faults + [
        f"{it.name} names no subnet group" for it in databases if it.inputs.get("dbSubnetGroupName") not in names
    ]


def nothing_gets_a_public_address(stack: Stack) -> list[str]:
    faults = [
        f"{it.name} gives public addresses" for it in stack.of("ec2.Subnet") if it.inputs.get("mapPublicIpOnLaunch")
    ]
    faults += [
        f"{it.name} has one"
        for it in stack.of("ec2.Instance")
        if it.inputs.get("associatePublicIpAddress") is not False
    ]
    for it in stack.of("ecs.Service"):
        if it.inputs["networkConfiguration"].get("assignPublicIp") is not False:
            faults.append(f"{it.name} has one")
    return faults


def no_port_is_open_to_the_world(stack: Stack) -> list[str]:
    rules = stack.of("vpc.SecurityGroupIngressRule")
    faults = [
        f"{it.name} lets anybody in"
        for it in rules
        if {it.inputs.get("cidrIpv4"), it.inputs.get("cidrIpv6")} & ANYWHERE
    ]
    faults += [f"{it.name} is for any protocol" for it in rules if it.inputs["ipProtocol"] == "-1"]
    groups = [*stack.of("ec2.SecurityGroup"), *stack.of("ec2.DefaultSecurityGroup")]
    return faults + [
        f"{it.name} has rules of its own" for it in groups if it.inputs.get("ingress") or it.inputs.get("egress")
    ]


def databases_are_reached_only_by_those_who_need_them(stack: Stack) -> list[str]:
    wanted = {"store": {"desk", "spark", "bastion"}, "dagster_storage": {"webserver", "desk", "spark", "bastion"}}
    names = {it.id: it.name.removeprefix(f"stockpress-{stack.name}-") for it in stack.of("ec2.SecurityGroup")}
    faults = []
    for rule in stack.of("vpc.SecurityGroupIngressRule"):
        target = names[rule.inputs["securityGroupId"]]
        source = names.get(rule.inputs.get("referencedSecurityGroupId", ""), "an address range")
        if target in wanted and source not in wanted[target]:
            faults.append(f"{target} is open to {source}")
    return faults


def what_runs_and_what_is_kept_stands_in_two_zones(stack: Stack) -> list[str]:
    zones = {it.id: it.inputs["availabilityZone"] for it in stack.of("ec2.Subnet")}
    uses = [(it.name, it.inputs["subnetIds"]) for it in (*stack.of("rds.SubnetGroup"), *stack.of("docdb.SubnetGroup"))]
    uses += [(it.name, it.inputs["subnets"]) for it in stack.of("lb.LoadBalancer")]
    uses += [(it.name, it.inputs["networkConfiguration"]["subnets"]) for it in stack.of("ecs.Service")]
    uses += [(it.name, it.inputs["networkConfiguration"]["subnetIds"]) for it in stack.of("emrserverless.Application")]
    wanted = setting(stack, "zones")
    return [
        f"{name} stands in {len(found)} zones"
        for name, subnets in uses
        if len(found := {zones[it] for it in subnets}) < wanted
    ]


def nat_gateways_are_as_many_as_the_stack_says(stack: Stack) -> list[str]:
    gateways = {it.id for it in stack.of("ec2.NatGateway")}
    wanted = 1 if setting(stack, "nat_gateways") == "one" else setting(stack, "zones")
    faults = [] if len(gateways) == wanted else [f"expected {wanted} NAT gateways, found {len(gateways)}"]
    used = {it.inputs.get("natGatewayId") for it in stack.of("ec2.Route")} - {None}
    return faults + ([] if used == gateways else [f"routes lead to {used}, gateways are {gateways}"])


def s3_is_reached_by_every_private_route_table(stack: Stack) -> list[str]:
    private = {it.inputs["routeTableId"] for it in stack.of("ec2.Route") if it.inputs.get("natGatewayId")}
    reached = {table for it in stack.of("ec2.VpcEndpoint") for table in it.inputs["routeTableIds"]}
    return [f"{table} reaches S3 through NAT" for table in private - reached]


POLICIES = (
    no_database_or_load_balancer_is_public,
    databases_stand_in_subnets_without_a_way_out,
    nothing_gets_a_public_address,
    no_port_is_open_to_the_world,
    databases_are_reached_only_by_those_who_need_them,
    what_runs_and_what_is_kept_stands_in_two_zones,
    nat_gateways_are_as_many_as_the_stack_says,
    s3_is_reached_by_every_private_route_table,
)

"""What must hold between the parts of a stack: ports, names, rights and addresses that two of them have to share."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from tests.infra_pulumi.policies.iam import documents
from tests.infra_pulumi.recording import Resource, Stack, containers

DATABASES = {"store": "docdb.Cluster", "dagster_storage": "rds.Instance"}


def _ends(stack: Stack, kind: str) -> set[tuple[str, str, int]]:
    """Return source, target and port of each rule between groups."""
    ingress = kind == "vpc.SecurityGroupIngressRule"
    ends = set()
    for it in stack.of(kind):
        here, there = it.inputs["securityGroupId"], it.inputs.get("referencedSecurityGroupId")
        if there:
            ends.add((*((there, here) if ingress else (here, there)), int(it.inputs["toPort"])))
    return ends


def whoever_is_let_in_is_let_out(stack: Stack) -> list[str]:
    ways = _ends(stack, "vpc.SecurityGroupEgressRule") ^ _ends(stack, "vpc.SecurityGroupIngressRule")
    return [f"{source} to {target}, port {port}: open at one end alone" for source, target, port in ways]


def ports_are_the_same_along_every_way(stack: Stack) -> list[str]:
    prefix = f"stockpress-{stack.name}-"
    ways = _ends(stack, "vpc.SecurityGroupIngressRule")
    opened = {(target.removeprefix(prefix).removesuffix("-id"), port) for _, target, port in ways}
    listening = [(it.name, group, it.inputs["port"]) for group, kind in DATABASES.items() for it in stack.of(kind)]
    faults = []
    for service in stack.of("ecs.Service"):
        (container,) = containers(_task_of(stack, service))
        (group,) = service.inputs["networkConfiguration"]["securityGroups"]
        ports = [it["containerPort"] for it in container.get("portMappings", [])]
        listening += [(service.name, group.removeprefix(prefix).removesuffix("-id"), it) for it in ports]
        for it in service.inputs.get("loadBalancers", []):
            if (it["containerName"], it["containerPort"]) != (container["name"], *ports):
                faults.append(f"{service.name} is asked at {it['containerName']}, port {it['containerPort']}")
    return faults + [f"{name} listens on {port}" for name, group, port in listening if (group, port) not in opened]


def subnets_lie_apart_in_the_network(stack: Stack) -> list[str]:
    (vpc,) = stack.of("ec2.Vpc")
    blocks = {it.name: IPv4Network(it.inputs["cidrBlock"]) for it in stack.of("ec2.Subnet")}
    outside = [name for name, it in blocks.items() if not it.subnet_of(IPv4Network(vpc.inputs["cidrBlock"]))]
    overlapping = [f"{a} and {b}" for a, b in combinations(blocks, 2) if blocks[a].overlaps(blocks[b])]
    return [f"{it} is not in the network" for it in outside] + [f"{it} overlap" for it in overlapping]


def code_servers_are_called_by_the_names_they_have(stack: Stack) -> list[str]:
    domains = [it.inputs["name"] for it in stack.of("servicediscovery.PrivateDnsNamespace")]
    names = {f"{it.inputs['name']}.{domain}" for it in stack.of("servicediscovery.Service") for domain in domains}
    faults = []
    for task in stack.of("ecs.TaskDefinition"):
        for it in containers(task)[0]["environment"]:
            if it["name"].endswith("_CODE_SERVER_HOST") and it["value"] not in names:
                faults.append(f"{task.name} calls {it['value']}")
    return faults


def a_task_may_read_its_secrets_and_write_its_log(stack: Stack) -> list[str]:
    rights = _rights(stack)
    groups = {it.inputs["name"]: it for it in stack.of("cloudwatch.LogGroup")}
    faults = []
    for task in stack.of("ecs.TaskDefinition"):
        (container,) = containers(task)
        role = task.inputs["executionRoleArn"].rpartition("/")[2]
        log = groups[container["logConfiguration"]["options"]["awslogs-group"]].inputs["name"]
        wanted = {("logs:PutLogEvents", f"arn:aws:cloudwatch:eu-west-1:123456789012:logGroup/{log}:*")}
        wanted |= {("secretsmanager:GetSecretValue", it["valueFrom"].rsplit(":", 3)[0]) for it in container["secrets"]}
        faults += [f"{role} lacks {action} on {resource}" for action, resource in wanted - rights.get(role, set())]
    return faults


def what_is_kept_in_s3_may_be_written_there(stack: Stack) -> list[str]:
    wanted: set[tuple[str, str]] = set()
    for task in stack.of("ecs.TaskDefinition"):
        environment = {it["name"]: it["value"] for it in containers(task)[0]["environment"]}
        wanted |= {(task.inputs["taskRoleArn"], it) for it in environment.values() if it.startswith("s3://")}
        if "EMR_RUN_CONFIG" in environment:
            own = json.loads(environment["EMR_RUN_CONFIG"])["environment"].values()
            wanted |= {(environment["EMR_EXECUTION_ROLE_ARN"], it) for it in own if it.startswith("s3://")}
            # the daemon tells EMR where, and EMR writes as the job
            wanted.discard((task.inputs["taskRoleArn"], environment["EMR_LOGS_URI"]))
            wanted.add((environment["EMR_EXECUTION_ROLE_ARN"], environment["EMR_LOGS_URI"]))
    rights = _rights(stack)
    faults = []
    for arn, address in sorted(wanted):
        role, place = arn.rpartition("/")[2], address.removeprefix("s3://").rstrip("/")
        ours = {resource.rpartition(":bucket/")[2] for action, resource in rights[role] if action == "s3:PutObject"}
        faults += [] if f"{place}/*" in ours else [f"{role} may not write to {address}"]
    return faults


def runs_start_in_subnets_and_groups_that_there_are(stack: Stack) -> list[str]:
    known = {it.id for it in (*stack.of("ec2.Subnet"), *stack.of("ec2.SecurityGroup"))}
    faults = []
    for task in stack.of("ecs.TaskDefinition"):
        environment: dict[str, Any] = {it["name"]: it["value"] for it in containers(task)[0]["environment"]}
        if "ECS_RUN_CONFIG" in environment:
            network = json.loads(environment["ECS_RUN_CONFIG"])["run_task_kwargs"]["networkConfiguration"]
            used = {*network["awsvpcConfiguration"]["subnets"], *network["awsvpcConfiguration"]["securityGroups"]}
            faults += [f"runs of {task.name} start in {it}" for it in used - known]
    return faults


def _rights(stack: Stack) -> dict[str, set[tuple[str, str]]]:
    """Return what each role may do, as pairs of action and resource."""
    rights: dict[str, set[tuple[str, str]]] = {}
    for it, key, statement in documents(stack):
        if it.type.endswith(":RolePolicy") and key == "policy":
            pairs = {(action, resource) for action in statement["Action"] for resource in statement["Resource"]}
            rights.setdefault(it.inputs["role"], set()).update(pairs)
    return rights


def _task_of(stack: Stack, service: Resource) -> Resource:
    return stack.one("ecs.TaskDefinition", service.inputs["taskDefinition"].rpartition("/")[2].rpartition(":")[0])


POLICIES = (
    whoever_is_let_in_is_let_out,
    ports_are_the_same_along_every_way,
    subnets_lie_apart_in_the_network,
    code_servers_are_called_by_the_names_they_have,
    a_task_may_read_its_secrets_and_write_its_log,
    what_is_kept_in_s3_may_be_written_there,
    runs_start_in_subnets_and_groups_that_there_are,
)

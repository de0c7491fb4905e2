"""What must hold of every policy document in a stack: who may do what."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

import botocore.session

from tests.infra_pulumi.recording import Resource, Stack

Statement = dict[str, Any]

# AWS narrows these to no resource.
NEED_A_WILDCARD = {"ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition"}
# Permissions that are not operations of their service.
NO_OPERATIONS = {"iam:PassRole", "s3:ListBucket", "kms:ReEncrypt*", "s3:*", "kms:*", "sts:AssumeRole"}
PASSED_TO = {
    "ecs-tasks.amazonaws.com": {"crawl-run", "crawl-run-execution"},
    "emr-serverless.amazonaws.com": {"spark-job"},
}


def documents(stack: Stack) -> Iterator[tuple[Resource, str, Statement]]:
    """Yield each statement of the stack with its resource and the property that it stands in."""
    for resource in stack.resources:
        for key in ("policy", "assumeRolePolicy"):
            text = resource.inputs.get(key)
            if isinstance(text, str) and '"Statement"' in text:
                for statement in json.loads(text)["Statement"]:
                    yield resource, key, statement


def no_wildcard_action_meets_a_wildcard_resource(stack: Stack) -> list[str]:
    faults = []
    for it, _, statement in documents(stack):
        # A key's own policy names the key "*"; its first statement hands the key over to IAM.
        if statement["Effect"] == "Deny" or it.type.endswith(":Key"):
            continue
        actions, resources = _list(statement["Action"]), _list(statement.get("Resource", []))
        faults += [f"{it.name} allows {action}" for action in actions if action == "*" or action.endswith(":*")]
        if "*" in resources:
            faults += [f"{it.name} allows {action} on everything" for action in set(actions) - NEED_A_WILDCARD]
    return faults


def actions_exist(stack: Stack) -> list[str]:
    actions = {(it.name, action) for it, _, statement in documents(stack) for action in _list(statement["Action"])}
    return [f"{name} allows {action}, which AWS does not know" for name, action in actions if not _exists(action)]


def only_the_daemon_passes_roles_and_only_those_of_runs(stack: Stack) -> list[str]:
    faults = []
    prefix = f"stockpress-{stack.name}-"
    for it, _, statement in documents(stack):
        if "iam:PassRole" not in _list(statement["Action"]):
            continue
        service = statement.get("Condition", {}).get("StringEquals", {}).get("iam:PassedToService", "any service")
        wanted = {f"arn:aws:iam::123456789012:role/{prefix}{role}" for role in PASSED_TO.get(service, ())}
        if it.name != f"{prefix}daemon":
            faults.append(f"{it.name} passes roles")
        if set(statement["Resource"]) != wanted or not wanted:
            faults.append(f"{it.name} passes {statement['Resource']} to {service}")
    return faults


def roles_are_taken_on_by_one_service_of_this_account(stack: Stack) -> list[str]:
    faults = []
    for it, key, statement in documents(stack):
        if key != "assumeRolePolicy":
            continue
        if set(statement["Principal"]) != {"Service"} or not isinstance(statement["Principal"]["Service"], str):
            faults.append(f"{it.name} is taken on by {statement['Principal']}")
        # EC2 and ECS's start of a container name no account.
        named = it.name.endswith(("-execution", "-bastion"))
        condition = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
        if not named and statement.get("Condition") != condition:
            faults.append(f"{it.name} is taken on for any account")
    return faults


def resources_of_ours_open_to_services_only_on_our_behalf(stack: Stack) -> list[str]:
    faults = []
    for it, key, statement in documents(stack):
        principal = statement.get("Principal", {})
        if key != "policy" or statement["Effect"] == "Deny" or not principal:
            continue
        owner = principal == {"AWS": "arn:aws:iam::123456789012:root"}
        if not owner and ("Service" not in principal or "123456789012" not in json.dumps(statement.get("Condition"))):
            faults.append(f"{it.name} is open to {principal} on anybody's behalf")
    return faults


def secrets_are_read_only_by_those_who_need_them(stack: Stack) -> list[str]:
    wanted = {"service-execution": {"databases"}, "spark-job": {"databases"}}
    faults = []
    for it, _, statement in documents(stack):
        if "secretsmanager:GetSecretValue" not in _list(statement["Action"]):
            continue
        read = {found.split(f"secret:stockpress-{stack.name}/")[-1][:-7] for found in _list(statement["Resource"])}
        role = it.name.removeprefix(f"stockpress-{stack.name}-")
        if role != "crawl-run-execution" and read != wanted.get(role, set()):
            faults.append(f"{it.name} reads {read}")
    return faults


POLICIES = (
    no_wildcard_action_meets_a_wildcard_resource,
    actions_exist,
    only_the_daemon_passes_roles_and_only_those_of_runs,
    roles_are_taken_on_by_one_service_of_this_account,
    resources_of_ours_open_to_services_only_on_our_behalf,
    secrets_are_read_only_by_those_who_need_them,
)


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _exists(action: str) -> bool:
    if action in NO_OPERATIONS:
        return True
    service, _, operation = action.partition(":")
    operations = _operations(service)
    if operation.endswith("*"):
        return any(it.startswith(operation[:-1]) for it in operations)
    return operation in operations


@functools.cache
def _operations(service: str) -> frozenset[str]:
    model: Any = botocore.session.get_session().get_service_model(service)
    return frozenset(model.operation_names)

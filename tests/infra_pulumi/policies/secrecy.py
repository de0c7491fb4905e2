"""What must hold of secrets: where they may stand and how they get to what runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.infra_pulumi.recording import Stack, containers

SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|_KEYS?$|CREDENTIAL|_URI$|_USERNAME$", re.I)
# Where logs go, and which tag to look for.
NO_SECRET = {"EMR_LOGS_URI", "secrets_tag"}
PASSWORD_IN_URL = re.compile(r"://[^/\s:@]*:[^/\s@]+@")


def no_secret_stands_in_clear(stack: Stack) -> list[str]:
    faults = []
    for where, name, value in _told(stack):
        if PASSWORD_IN_URL.search(value) or (
            SECRET_NAME.search(name)
            and name not in NO_SECRET
            and not value.startswith("arn:")
            and where != "output secrets"
        ):
            faults.append(f"{where} {name} tells a secret")
    for it in stack.resources:
        given = [key for key in it.inputs if key in ("password", "masterPassword", "secretString")]
        faults += [f"{it.name} has {key} in Pulumi's state" for key in given]
    for it in (*stack.of("rds.Instance"), *stack.of("docdb.Cluster")):
        if it.inputs.get("manageMasterUserPassword") is not True:
            faults.append(f"{it.name} has a master password that AWS does not manage")
    return faults


def _told(stack: Stack) -> Iterator[tuple[str, str, str]]:
    """Yield where, name and value of everything that a container, a job or the outputs show in clear."""
    for task in stack.of("ecs.TaskDefinition"):
        for container in containers(task):
            for variable in container["environment"]:
                yield from _texts(f"{task.name}: variable", variable["name"], variable["value"])
            for argument in (*container["command"], *container.get("healthCheck", {}).get("command", ())):
                yield f"{task.name}: command", "", argument
    for name, value in stack.outputs.items():
        yield from _texts(f"output {name}", name, value)


def _texts(where: str, name: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the texts in a value, and in the JSON that a text may hold."""
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(where, key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(where, "", item)
    else:
        yield where, name, str(value)


def secrets_reach_containers_from_secrets_manager(stack: Stack) -> list[str]:
    names = {it.inputs["name"] for it in stack.of("secretsmanager.Secret")}
    faults = []
    for task in stack.of("ecs.TaskDefinition"):
        for container in containers(task):
            for it in container["secrets"]:
                found = re.fullmatch(r"arn:aws:secretsmanager:[\w-]+:\d+:secret:(.+)-\w{6}:(\w+)::", it["valueFrom"])
                if found is None or found[1] not in names or found[2] != it["name"]:
                    faults.append(f"{task.name}: {it['name']} comes from {it['valueFrom']}")
    return faults


POLICIES = (
    no_secret_stands_in_clear,
    secrets_reach_containers_from_secrets_manager,
)

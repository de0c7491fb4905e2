"""Ways to go wrong: each function returns a mistake, which changes a recorded stack as a wrong program would."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.infra_pulumi.recording import Resource, Stack, containers

Mistake = Callable[[Stack], None]


def setting(kind: str, ending: str, path: str, value: Any) -> Mistake:
    """Return the mistake of giving *value* to the property at *path* of one resource; None takes it away."""

    def plant(stack: Stack) -> None:
        *heads, last = path.split(".")
        place: Any = stack.one(kind, ending).inputs
        for head in heads:
            place = place[int(head)] if isinstance(place, list) else place[head]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return plant


def without(kind: str, ending: str) -> Mistake:
    """Return the mistake of forgetting one resource."""
    return lambda stack: stack.resources.remove(stack.one(kind, ending))


def with_another(kind: str, ending: str, name: str, **changes: Any) -> Mistake:
    """Return the mistake of adding a resource like one that is there, but for *changes*."""

    def plant(stack: Stack) -> None:
        like = stack.one(kind, ending)
        stack.resources.append(Resource(like.type, name, {**copy.deepcopy(like.inputs), **changes}))

    return plant


def in_container(task: str, key: str, value: Any) -> Mistake:
    """Return the mistake of giving *value* to *key* of a task's container."""

    def plant(stack: Stack) -> None:
        definition = stack.one("ecs.TaskDefinition", task)
        (container,) = containers(definition)
        container[key] = [*container[key], *value] if key in ("environment", "secrets") else value
        definition.inputs["containerDefinitions"] = json.dumps([container])

    return plant


def in_policy(kind: str, ending: str, change: Callable[[dict[str, Any]], object], key: str = "policy") -> Mistake:
    """Return the mistake of a *change* to every statement of a policy that has what the change wants to change."""

    def plant(stack: Stack) -> None:
        resource = stack.one(kind, ending)
        document = json.loads(resource.inputs[key])
        for statement in document["Statement"]:
            change(statement)
        resource.inputs[key] = json.dumps(document)

    return plant


def passing(resources: list[str] | None = None, service: str | None = None) -> Callable[[dict[str, Any]], object]:
    """Return a change to what may be passed on, to which roles or which service."""

    def change(statement: dict[str, Any]) -> None:
        if statement["Action"] == ["iam:PassRole"]:
            statement["Resource"] = resources or statement["Resource"]
            statement["Condition"] = {"StringEquals": {"iam:PassedToService": service}} if service else {}

    return change


def output(name: str, value: Any) -> Mistake:
    """Return the mistake of telling *value* as an output."""
    return lambda stack: stack.outputs.update({name: value})


def unprotected(kind: str, ending: str) -> Mistake:
    """Return the mistake of letting Pulumi delete a resource."""

    def plant(stack: Stack) -> None:
        stack.one(kind, ending).protected = False

    return plant


def impatient(kind: str, ending: str, type_ending: str) -> Mistake:
    """Return the mistake of not waiting for a resource of a type that ends so."""

    def plant(stack: Stack) -> None:
        resource = stack.one(kind, ending)
        resource.waits_for = {it for it in resource.waits_for if not it[0].endswith(type_ending)}

    return plant

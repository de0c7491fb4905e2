"""Runs the whole Pulumi program under mocks, as `pulumi up` would, and keeps what it asked AWS for.

The mocks answer what later resources need: ids, ARNs and addresses, each made from the resource's own name.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.settings import ROOT

PROGRAM = Path(__file__).parents[2] / "infra_pulumi"
ACCOUNT = "123456789012"
REGION = "eu-west-1"
Inputs = dict[str, Any]


@dataclass(slots=True)
class Resource:
    """One resource as the program asked for it.

    ``protected`` is Pulumi's own protection against deletion; ``waits_for`` are types and names of what comes first.
    """

    type: str
    name: str
    inputs: Inputs
    protected: bool = False
    waits_for: set[tuple[str, str]] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The id that the mocks gave it."""
        return f"{self.name}-id"


@dataclass(slots=True)
class Stack:
    """What a run of the program asked for and told."""

    name: str
    config: dict[str, str]
    resources: list[Resource] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> list[Resource]:
        """Return the resources of a *kind* such as ``ecs.Service``."""
        module, name = kind.split(".")
        return [it for it in self.resources if it.type.startswith(f"aws:{module}/") and it.type.endswith(f":{name}")]

    def one(self, kind: str, ending: str) -> Resource:
        """Return the only resource of *kind* whose name ends so."""
        found = [it for it in self.of(kind) if it.name.endswith(ending)]
        assert len(found) == 1, f"{kind} ...{ending}: expected one, found {[it.name for it in found]}"
        return found[0]


def containers(task: Resource) -> list[dict[str, Any]]:
    """Return the containers of a task definition."""
    return json.loads(task.inputs["containerDefinitions"])


def setting(stack: Stack, key: str) -> Any:
    """Return a setting of the stack as JSON reads it, or as its text."""
    text = stack.config[f"stockpress:{key}"]
    try:
        return json.loads(text)
    except ValueError:
        return text


# What AWS answers where the program asks for what there is already.
LOOKUPS: dict[str, Inputs] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
    "aws:index/getAvailabilityZones:getAvailabilityZones": {"names": [f"{REGION}{zone}" for zone in "abcd"]},
    "aws:ssm/getParameter:getParameter": {"insecureValue": "ami-0123456789abcdef0"},
}


class _Mocks(mocks.Mocks):
    def call(self, args: mocks.MockCallArgs) -> tuple[Inputs, list[tuple[str, str]]]:
        return LOOKUPS[args.token], []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return f"{args.name}-id", {**args.inputs, **answer(args.typ, args.name, args.inputs)}


def answer(kind: str, name: str, inputs: Inputs) -> Inputs:
    """Return what AWS would tell of a new resource and the program may ask for."""
    service, noun = kind.split(":")[1].split("/")
    called = inputs.get("name") or inputs.get("identifier") or inputs.get("clusterIdentifier") or name
    told: Inputs = {
        "arn": f"arn:aws:{service}:{REGION}:{ACCOUNT}:{noun}/{called}",
        "name": called,
        "bucket": called,
        "keyId": f"{name}-id",
        "identifier": called,
        "dnsName": f"{name}.elb.amazonaws.com",
        "endpoint": f"{name}.docdb.amazonaws.com",
        "address": f"{name}.rds.amazonaws.com",
        "arnSuffix": f"{noun}/{name}",
        "repositoryUrl": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{called}",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:rds!{name}-a1b2c3"}],
    }
    if noun == "secret":
        told["arn"] = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{called}-a1b2c3"
    if noun == "role":
        told["arn"] = f"arn:aws:iam::{ACCOUNT}:role/{called}"
    if noun == "taskDefinition":
        told["arn"] = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{inputs['family']}:1"
    return told


class _Monitor(mocks.MockMonitor):
    """Keeps each request; pulumi's own mocks do not show the protection of a resource."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(_Mocks())
        self._stack = stack

    def RegisterResource(self, request: Any) -> Any:
        if request.type != "pulumi:pulumi:Stack":
            waits_for = {tuple(urn.rpartition("$")[2].split("::")) for urn in request.dependencies}
            self._stack.resources.append(
                Resource(request.type, request.name, _properties(request.object), request.protect, waits_for)
            )
        return _closing_the_loop(super().RegisterResource, request)

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self._stack.outputs = _properties(request.outputs)
        return super().RegisterResourceOutputs(request)

    def Invoke(self, request: Any) -> Any:
        return _closing_the_loop(super().Invoke, request)


def _properties(message: Any) -> Inputs:
    return pulumi.runtime.rpc.deserialize_properties(message, keep_unknowns=True)


def _closing_the_loop(call: Callable[[Any], Any], request: Any) -> Any:
    """Answer in a worker's thread and close the event loop that pulumi's mocks open there and leave."""
    asyncio.set_event_loop(loop := asyncio.new_event_loop())
    try:
        return call(request)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def stack_config(name: str) -> dict[str, str]:
    """Return the committed configuration of a stack, as Pulumi hands it to a program."""
    config = yaml.safe_load((PROGRAM / f"Pulumi.{name}.yaml").read_text())["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def run_program(name: str, *, preview: bool = False, **changes: str) -> Stack:
    """Run the program as the stack *name*, with *changes* to its settings; with *preview* nothing has an id yet."""
    config = {**stack_config(name), **{f"stockpress:{key}": value for key, value in changes.items()}}
    stack = Stack(name, config)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_all_config(config)
    mocks.set_mocks(_Mocks(), project="stockpress", stack=name, preview=preview, monitor=_Monitor(stack))
    # The mocks bring a root of their own, which tells no outputs.
    ROOT.set(None)  # pyright: ignore[reportArgumentType]
    try:
        with warnings.catch_warnings():
            # pulumi_aws warns of its own old modules whenever one is loaded beside them.
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulumi_aws")
            loop.run_until_complete(pulumi.runtime.run_in_stack(_program))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return stack


def _program() -> None:
    runpy.run_path(str(PROGRAM), run_name="__main__")

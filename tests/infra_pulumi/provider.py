"""A stand-in for Pulumi's AWS plugin, for the real engine to talk to: it knows AWS's schema and has no AWS behind it.

It speaks the protocol of a plugin on 127.0.0.1. What a resource is told of itself is what the mocks tell it; an input
that the schema does not know is refused, and so is one that is still unknown when the resource is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer, add_ResourceProviderServicer_to_server
from pulumi.runtime.rpc import UNKNOWN

from tests.infra_pulumi.recording import LOOKUPS, Inputs, Resource, answer
from tests.infra_pulumi.schema import schema_faults

VERSION = "7.51.1"
# What AWS makes anew instead of changing it.
NEVER_CHANGED = ("aws:ecs/taskDefinition:TaskDefinition",)


@dataclass(slots=True)
class Made:
    """What the engine had done, each as (type, name), in order."""

    created: list[tuple[str, str]] = field(default_factory=list)
    updated: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[tuple[str, str]] = field(default_factory=list)


class Provider(ResourceProviderServicer):
    """The plugin; ``made`` is what it did since it was last forgotten."""

    def __init__(self) -> None:
        self.made = Made()
        self._revisions = Counter[str]()

    def Handshake(self, request: Any, context: Any) -> Any:
        return messages.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:
        return Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return messages.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        return messages.DiffResponse(changes=messages.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> Any:
        return messages.ConfigureResponse(supportsPreview=True)

    def Invoke(self, request: Any, context: Any) -> Any:
        response = messages.InvokeResponse()
        getattr(response, "return").update(LOOKUPS[request.tok])
        return response

    def Check(self, request: Any, context: Any) -> Any:
        """Refuse what the schema does not know; an unknown value may be anything."""
        faults = schema_faults(Resource(*_who(request), MessageToDict(request.news)))
        failures = [messages.CheckFailure(reason=fault) for fault in faults if UNKNOWN not in fault]
        return messages.CheckResponse(inputs=request.news, failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:
        old, new = MessageToDict(request.old_inputs), MessageToDict(request.news)
        changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        some = messages.DiffResponse.DIFF_SOME if changed else messages.DiffResponse.DIFF_NONE
        replaces = changed if _who(request)[0] in NEVER_CHANGED else []
        return messages.DiffResponse(changes=some, diffs=changed, replaces=replaces)

    def Create(self, request: Any, context: Any) -> Any:
        kind, name = _who(request)
        inputs = MessageToDict(request.properties)
        if request.preview:  # nobody knows yet what AWS will tell of it
            unknown = dict.fromkeys(answer(kind, name, inputs), UNKNOWN)
            return messages.CreateResponse(properties=_struct({**unknown, **inputs}))
        self.made.created.append((kind, name))
        return messages.CreateResponse(id=f"{name}-id", properties=_struct(self._told(kind, name, inputs, context)))

    def Update(self, request: Any, context: Any) -> Any:
        kind, name = _who(request)
        inputs = MessageToDict(request.news)
        if request.preview:
            return messages.UpdateResponse(properties=_struct({**MessageToDict(request.olds), **inputs}))
        self.made.updated.append((kind, name))
        return messages.UpdateResponse(properties=_struct(self._told(kind, name, inputs, context)))

    def Delete(self, request: Any, context: Any) -> Any:
        self.made.deleted.append(_who(request))
        return Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return Empty()

    def _told(self, kind: str, name: str, inputs: Inputs, context: Any) -> Inputs:
        """Return the properties of a resource that is there."""
        if UNKNOWN in str(inputs):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{kind} {name}: an input is unknown: {inputs}")
        told = answer(kind, name, inputs)
        if kind in NEVER_CHANGED:
            self._revisions[name] += 1
            told["arn"] = f"{told['arn'].rpartition(':')[0]}:{self._revisions[name]}"
        return {**inputs, **told}


def _who(request: Any) -> tuple[str, str]:
    """Return type and name of the resource that a request is about."""
    *_, kind, name = request.urn.split("::")
    return kind.rpartition("$")[2], name


def _struct(members: Inputs) -> Struct:
    struct = Struct()
    struct.update(members)
    return struct


@contextmanager
def running_provider() -> Iterator[tuple[Provider, int]]:
    """Serve the plugin; yield it with its port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    provider = Provider()
    add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield provider, port
    finally:
        server.stop(grace=None).wait(timeout=10)

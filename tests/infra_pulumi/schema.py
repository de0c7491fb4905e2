"""Checks a recorded resource against the input schema that the pulumi_aws wheel carries in its types.

Pulumi's SDK hands any dictionary on; without this a key with a typing error would be found by AWS, or by nobody.
"""

from __future__ import annotations

import collections.abc
import enum
import importlib
import inspect
import re
import typing
from typing import Any

from pulumi._types import input_type_py_to_pulumi_names, input_type_types

from tests.infra_pulumi.recording import Resource

NUMBERS = (int, float)


def schema_of(resource: Resource) -> type:
    """Return the class of a resource's arguments, such as pulumi_aws.ecs.service.ServiceArgs."""
    token, name = resource.type.split(":")[1:]
    module = importlib.import_module(f"pulumi_aws.{_snake(token)}")
    # Where a nested type has the same name already, the resource's own are the InitArgs.
    return getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")


def schema_faults(resource: Resource) -> list[str]:
    """Return where the resource's inputs are not what its schema allows."""
    return _object_faults(resource.inputs, schema_of(resource), f"{resource.type} {resource.name}")


def _snake(token: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", token.replace("/", ".")).lower()


def _object_faults(found: Any, schema: type, where: str) -> list[str]:
    if not isinstance(found, dict):
        return [f"{where}: expected an object, found {found!r}"]
    known = input_type_types(schema)
    faults = [f"{where}: knows no {key}" for key in found if key not in known]
    faults += [f"{where}: lacks {key}" for key in _required(schema) if found.get(key) is None]
    for key, value in found.items():
        if key in known and value is not None:
            faults += _faults(value, known[key], f"{where}.{key}")
    return faults


def _required(schema: type) -> list[str]:
    names = input_type_py_to_pulumi_names(schema)
    parameters = inspect.signature(getattr(schema, "__init__")).parameters.values()  # noqa: B009
    return [
        names[it.name]
        for it in parameters
        if it.name in names and it.default is inspect.Parameter.empty and it.kind is not it.VAR_KEYWORD
    ]


def _faults(found: Any, kind: Any, where: str) -> list[str]:
    """Return the faults of one value; of a union the member with the fewest counts."""
    origin = typing.get_origin(kind)
    if kind is Any:
        return []
    if origin is typing.Union:
        members = [it for it in typing.get_args(kind) if not _is_promise(it)]
        return min((_faults(found, it, where) for it in members), key=len)
    if origin is collections.abc.Sequence:
        if not isinstance(found, list):
            return [f"{where}: expected a list, found {found!r}"]
        (item,) = typing.get_args(kind)
        return [fault for index, it in enumerate(found) for fault in _faults(it, item, f"{where}[{index}]")]
    if origin is collections.abc.Mapping:
        if not isinstance(found, dict):
            return [f"{where}: expected a mapping, found {found!r}"]
        return [fault for key, it in found.items() for fault in _faults(it, typing.get_args(kind)[1], f"{where}.{key}")]
    return _plain_faults(found, kind, where)


def _is_promise(kind: Any) -> bool:
    return typing.get_origin(kind) is collections.abc.Awaitable or "Output[" in str(kind)[:30] or kind is type(None)


def _plain_faults(found: Any, kind: type, where: str) -> list[str]:
    if issubclass(kind, enum.Enum):
        accepted = [it.value for it in kind]
        return [] if found in accepted else [f"{where}: expected one of {accepted[:9]}, found {found!r}"]
    if kind in (str, bool):
        return [] if isinstance(found, kind) else [f"{where}: expected {kind.__name__}, found {found!r}"]
    if kind in NUMBERS:
        whole = kind is float or (isinstance(found, NUMBERS) and found == int(found))
        good = isinstance(found, NUMBERS) and not isinstance(found, bool) and whole
        return [] if good else [f"{where}: expected {kind.__name__}, found {found!r}"]
    return _object_faults(found, kind, where)

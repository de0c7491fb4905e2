"""Finds secrets written out where everybody who may look at a job can read them.

A job's parameters are shown by the console, by GetJobRun and in the driver's own log, and Dagster's instance travels in
them. So a password in them is refused before anything is started.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dagster._core.instance.ref import InstanceRef
from dagster._serdes import ConfigurableClassData

SECRET_NAME = re.compile(
    r"(password|passwd|secret|token|credentials?|(private|api|access|session|secret)[._]?keys?)$", re.I
)
PASSWORD_IN_URL = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
# says where a secret lies and is none itself: an ARN, or EMR's own annotation for Spark properties
POINTER = re.compile(r"(arn:|EMR\.secret@)")


class ClearSecret(ValueError):
    """A secret stands where it can be read; the message names the place and the remedy, and not the secret."""


def refuse_clear_secrets(where: str, values: Mapping[str, str]) -> None:
    """Raise ClearSecret where one of *values* is a secret by its name or holds a password in a URL."""
    for name, value in values.items():
        if is_clear_secret(name, value):
            raise ClearSecret(
                f"{where} {name}: expected no secret, since a job's parameters can be read by everybody who sees the"
                " job; store it in Secrets Manager and name it under `secrets` in the launcher's configuration"
            )


def refuse_clear_secrets_in_instance(ref: InstanceRef) -> None:
    """Raise ClearSecret where the instance's dagster.yaml, which travels with a run, has a secret written out."""
    for field, data in ref._asdict().items():
        if isinstance(data, ConfigurableClassData):
            for path, value in _texts(data.config_dict):
                if is_clear_secret(path[-1], value):
                    raise ClearSecret(
                        f"dagster.yaml, {field.removesuffix('_data')}, {'.'.join(path)}: expected no secret, since the"
                        " instance's configuration travels in the job's parameters; write `{env: NAME}` for it, and"
                        " name the variable under `secrets` in the launcher's configuration"
                    )


def is_clear_secret(name: str, value: str) -> bool:
    """Say whether *value* is a secret by its *name* or by a password in a URL, and not merely where one lies."""
    if not value or POINTER.match(value):
        return False
    return bool(SECRET_NAME.search(name) or PASSWORD_IN_URL.search(value))


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of a configuration with the names that lead to it; ``{env: NAME}`` is a pointer, not a text."""
    if isinstance(value, Mapping):
        if set(value) != {"env"}:
            for name, member in value.items():
                yield from _texts(member, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member, path)
    elif isinstance(value, str) and path:
        yield path, value

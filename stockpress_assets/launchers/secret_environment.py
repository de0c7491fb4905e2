"""Variables of the environment whose values lie in AWS Secrets Manager.

A job's parameters carry where a value lies, written as ECS writes it, and never the value. Values are read here by the
process that needs them, and nothing here prints one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from stockpress_assets.launchers.refusals import explain

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ARN = re.compile(r"(arn:[^:]+:secretsmanager:([a-z0-9-]+):\d{12}:secret:[^:]+)(?::([^:]*):([^:]*):([^:]*))?")
RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 8})


class SecretUnreadable(Exception):
    """A secret is not where it was said to be or not shaped as it was said to be; never says what it found."""


@dataclass(frozen=True, slots=True)
class SecretVariable:
    """One variable, or with ``name`` None every member of a JSON object, and the secret it is read from.

    ``value_from`` is what ECS calls valueFrom: ``arn:...:secret:name-AbCdEf[:json-key:version-stage:version-id]``, with
    the last two empty for the current version.
    """

    name: str | None
    value_from: str

    def __post_init__(self) -> None:
        if self.name is not None and not NAME.fullmatch(self.name):
            raise ValueError(f"secret variable: expected a name such as MY_PASSWORD, found {self.name!r}")
        if not ARN.fullmatch(self.value_from):
            raise ValueError(
                f"secret variable {self.name or '*'}: expected a Secrets Manager ARN with or without"
                f" :json-key:version-stage:version-id, found {self.value_from!r}"
            )
        if self.name is None and self.key:
            raise ValueError(f"secret variable {self.value_from}: expected a name for the one value that it picks")

    @classmethod
    def parse(cls, text: str) -> SecretVariable:
        """Return the variable that str() wrote: ``NAME=valueFrom``, or ``*=valueFrom`` for all members."""
        name, divider, value_from = text.partition("=")
        if not divider:
            raise ValueError(f"secret variable: expected NAME=valueFrom, found {text!r}")
        return cls(None if name == "*" else name, value_from)

    def __str__(self) -> str:
        return f"{self.name or '*'}={self.value_from}"

    @property
    def region(self) -> str:
        """The region of the secret."""
        return self._part(2)

    @property
    def key(self) -> str:
        """The member of the secret's JSON object that is meant, or nothing for the whole text."""
        return self._part(3)

    @property
    def request(self) -> dict[str, str]:
        """What GetSecretValue is asked for."""
        parts = {"SecretId": self._part(1), "VersionStage": self._part(4), "VersionId": self._part(5)}
        return {name: value for name, value in parts.items() if value}

    def _part(self, number: int) -> str:
        match = ARN.fullmatch(self.value_from)
        return (match.group(number) if match else "") or ""


def read_secrets(variables: Iterable[SecretVariable]) -> dict[str, str]:
    """Return the variables with their values, each secret read once.

    Raises AwsError where Secrets Manager does not answer or refuses, and SecretUnreadable where a value is not there.
    """
    clients: dict[str, Any] = {}
    texts: dict[str, str] = {}
    values: dict[str, str] = {}
    for variable in variables:
        asked = json.dumps(variable.request)
        if asked not in texts:
            if variable.region not in clients:
                clients[variable.region] = boto3.client("secretsmanager", region_name=variable.region, config=RETRIES)
            texts[asked] = _read(clients[variable.region], variable)
        values |= _values(variable, texts[asked])
    return values


def _read(client: Any, variable: SecretVariable) -> str:
    try:
        answer = client.get_secret_value(**variable.request)
    except (ClientError, BotoCoreError) as error:
        raise explain(f"secretsmanager:GetSecretValue for {variable}", error) from error
    if "SecretString" not in answer:
        raise SecretUnreadable(f"secret {variable}: expected text, found bytes; store it as a string")
    return answer["SecretString"]


def _values(variable: SecretVariable, text: str) -> dict[str, str]:
    if variable.name is not None and not variable.key:
        return {variable.name: text}
    members = _members(variable, text)
    if variable.name is None:
        return {name: _text(variable, name, value) for name, value in members.items()}
    if variable.key not in members:
        raise SecretUnreadable(
            f"secret {variable}: expected a member {variable.key!r}, found only {', '.join(sorted(members)) or 'none'}"
        )
    return {variable.name: _text(variable, variable.key, members[variable.key])}


def _members(variable: SecretVariable, text: str) -> Mapping[str, Any]:
    try:
        members = json.loads(text)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        # `from` would carry the secret's text in the exception's chain
        raise SecretUnreadable(f"secret {variable}: expected a JSON object, found other text") from None
    return members


def _text(variable: SecretVariable, name: str, value: Any) -> str:
    if not NAME.fullmatch(name) and variable.name is None:
        raise SecretUnreadable(f"secret {variable}: expected members named as variables are, found {name!r}")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SecretUnreadable(
            f"secret {variable}: expected text or a number as {name!r}, found {type(value).__name__}"
        )
    return str(value)

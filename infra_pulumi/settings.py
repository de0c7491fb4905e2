"""The settings of a stack, read once from Pulumi.<stack>.yaml and refused where they are not understood."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, TypeVar

import pulumi

PROJECT = "stockpress"
LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
STORE_CLASSES = ("db.serverless", "db.t4g.medium", "db.r6g.large", "db.r6g.xlarge", "db.r6g.2xlarge")
DAGSTER_STORAGE_CLASSES = ("db.t4g.micro", "db.t4g.small", "db.t4g.medium", "db.m7g.large")
NAT_GATEWAYS = ("one", "one_per_zone")
PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
NONE = "none"

Item = TypeVar("Item")


class InvalidSetting(ValueError):
    """A key of the stack's configuration is absent or not understood; the message names it and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What differs between stacks. Each field but ``stack`` and ``region`` is the key ``stockpress:<field>``.

    ``release`` is the tag of the three images; None makes only what runs no image, which is what an empty account
    needs before images can be pushed.
    """

    stack: str
    region: str
    release: str | None
    network: IPv4Network
    zones: int
    nat_gateways: str
    bastion: bool
    reach_from: tuple[IPv4Network, ...]
    certificate_arn: str | None
    store_class: str
    store_instances: int
    dagster_storage_class: str
    dagster_storage_standby: bool
    backup_days: int
    protected: bool
    log_days: int
    emr_release: str
    spark_vcpus: int
    spark_executor_gb: int
    sources: tuple[str, ...]
    user_agent: str
    night_hour: int
    alarm_email: str
    monthly_budget_usd: int

    @classmethod
    def from_config(cls, config: pulumi.Config, stack: str) -> Settings:
        """Read the settings of *stack*; raise InvalidSetting for a key that is absent or not understood."""
        if not re.fullmatch(r"[a-z][a-z0-9]{0,9}", stack):
            raise InvalidSetting(
                f"stack {stack}: expected up to 10 small letters and digits, because AWS allows a load balancer 32"
                " characters, of which Pulumi takes 8; name it like dev or production"
            )
        read = {key: _read(config, key, reader) for key, reader in READERS.items()}
        return cls(stack=stack, region=_read(pulumi.Config("aws"), "region", _region), **read)

    @property
    def prefix(self) -> str:
        """What the name of everything in this stack begins with."""
        return f"{PROJECT}-{self.stack}"

    @property
    def nat_count(self) -> int:
        """How many NAT gateways the stack has."""
        return 1 if self.nat_gateways == "one" else self.zones

    def tags(self, name: str) -> dict[str, str]:
        """Return the tags of the thing called *name*."""
        return {"Name": f"{self.prefix}-{name}", "project": PROJECT, "stack": self.stack}


def _read(config: pulumi.Config, key: str, reader: Callable[[str], Any]) -> Any:
    text = config.get(key)
    try:
        if text is None:
            raise ValueError("a value, see Pulumi.dev.yaml")
        return reader(text)
    except ValueError as error:
        found = "nothing" if text is None else repr(text)
        raise InvalidSetting(
            f"{config.name}:{key}: expected {error}, found {found};"
            f" correct it with `pulumi config set {config.name}:{key} ...`"
        ) from error


def _choice(accepted: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in accepted:
            raise ValueError(f"one of {', '.join(accepted)}")
        return text

    return read


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _text(pattern: str, what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(what)
        return text

    return read


def _or_none(reader: Callable[[str], str]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        try:
            return None if text == NONE else reader(text)
        except ValueError as error:
            raise ValueError(f"{error}, or {NONE}") from error

    return read


def _list(reader: Callable[[str], Item]) -> Callable[[str], tuple[Item, ...]]:
    def read(text: str) -> tuple[Item, ...]:
        try:
            items = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError("a list") from error
        if not isinstance(items, list):
            raise ValueError("a list")
        return tuple(reader(str(item)) for item in items)

    return read


def _yes_or_no(text: str) -> bool:
    return _choice(("true", "false"))(text) == "true"


def _private_network(text: str) -> IPv4Network:
    try:
        network = IPv4Network(text)
    except ValueError:
        network = None
    if network is None or not any(network.subnet_of(private) for private in PRIVATE):
        raise ValueError("a private address range such as 10.20.0.0/16")
    return network


def _vpc_network(text: str) -> IPv4Network:
    network = _private_network(text)
    if network.prefixlen != 16:
        raise ValueError("a private address range with 16 bits such as 10.20.0.0/16")
    return network


def _log_days(text: str) -> int:
    return int(_choice([str(days) for days in LOG_DAYS])(text))


_region = _text(r"[a-z]{2}(-[a-z]+)+-\d", "a region such as eu-west-1")

READERS: Mapping[str, Callable[[str], Any]] = {
    "release": _or_none(_text(r"[0-9A-Za-z_][0-9A-Za-z._-]{0,127}", "the tag of the pushed images such as 0.1.0")),
    "network": _vpc_network,
    "zones": _number(2, 3),
    "nat_gateways": _choice(NAT_GATEWAYS),
    "bastion": _yes_or_no,
    "reach_from": _list(_private_network),
    "certificate_arn": _or_none(_text(r"arn:aws:acm:\S+", "the ARN of an ACM certificate")),
    "store_class": _choice(STORE_CLASSES),
    "store_instances": _number(1, 3),
    "dagster_storage_class": _choice(DAGSTER_STORAGE_CLASSES),
    "dagster_storage_standby": _yes_or_no,
    "backup_days": _number(7, 35),
    "protected": _yes_or_no,
    "log_days": _log_days,
    "emr_release": _text(r"emr-7\.\d+\.\d+", "a release with Spark 3.5 such as emr-7.9.0"),
    "spark_vcpus": _number(12, 400),
    "spark_executor_gb": _number(15, 30),
    "sources": _list(_text(r"[a-z][a-z0-9_]*", "names of sources such as ft")),
    "user_agent": _text(r".*\S.*", "who asks, as publishers see it in User-Agent"),
    "night_hour": _number(0, 23),
    "alarm_email": _text(r"[^@\s]+@[^@\s]+", "the address that alarms are sent to"),
    "monthly_budget_usd": _number(1, 100_000),
}

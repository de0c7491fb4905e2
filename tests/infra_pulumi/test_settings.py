from __future__ import annotations

import json

import pulumi
import pytest

from infra_pulumi.settings import READERS, InvalidSetting, Settings
from tests.infra_pulumi.recording import Stack, stack_config


def read(stack: str, **changes: str | None) -> Settings:
    """Read the committed settings of dev with *changes* to them; None takes a key away."""
    config = stack_config("dev") | {f"stockpress:{key}": value for key, value in changes.items()}
    pulumi.runtime.set_all_config({key: value for key, value in config.items() if value is not None})
    return Settings.from_config(pulumi.Config("stockpress"), stack)


@pytest.mark.parametrize("stack", ["dev", "production"])
def test_a_committed_stack_sets_every_key_and_no_other(stack: str) -> None:
    keys = {key.removeprefix("stockpress:") for key in stack_config(stack)}
    assert keys == {*READERS, "aws:region"}


def test_the_stacks_differ_in_what_losing_a_zone_costs() -> None:
    dev, production = stack_config("dev"), stack_config("production")
    assert (dev["stockpress:protected"], production["stockpress:protected"]) == ("false", "true")
    assert (dev["stockpress:nat_gateways"], production["stockpress:nat_gateways"]) == ("one", "one_per_zone")
    assert dev["stockpress:network"] != production["stockpress:network"]


@pytest.mark.parametrize("key", sorted(READERS))
def test_a_key_that_is_absent_is_named_with_what_would_do(key: str) -> None:
    with pytest.raises(InvalidSetting, match=rf"stockpress:{key}: expected .+, found nothing.*pulumi config set"):
        read("dev", **{key: None})


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("release", "a b", "the tag of the pushed images such as 0.1.0, or none"),
        ("network", "10.20.0.0/20", "a private address range with 16 bits"),
        ("network", "8.8.0.0/16", "a private address range"),
        ("zones", "1", "a whole number from 2 to 3"),
        ("nat_gateways", "two", "one of one, one_per_zone"),
        ("bastion", "yes", "one of true, false"),
        ("reach_from", '["0.0.0.0/0"]', "a private address range"),
        ("reach_from", "10.0.0.0/8", "a list"),
        ("certificate_arn", "mine", "the ARN of an ACM certificate, or none"),
        ("store_class", "db.t3.micro", "one of db.serverless, db.t4g.medium"),
        ("dagster_storage_class", "large", "one of db.t4g.micro"),
        ("backup_days", "1", "a whole number from 7 to 35"),
        ("log_days", "10", "one of 1, 3, 5, 7, 14, 30"),
        ("emr_release", "emr-6.15.0", "a release with Spark 3.5"),
        ("sources", '["FT"]', "names of sources such as ft"),
        ("night_hour", "24", "a whole number from 0 to 23"),
        ("alarm_email", "me", "the address that alarms are sent to"),
        ("monthly_budget_usd", "0", "a whole number from 1 to 100000"),
    ],
)
def test_a_value_that_is_not_understood_is_shown_with_what_would_do(key: str, value: str, expected: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        read("dev", **{key: value})
    assert f"stockpress:{key}: expected {expected}" in str(refused.value)
    assert f"found {value!r}" in str(refused.value)


@pytest.mark.parametrize("stack", ["our-production-desk", "productions"])
def test_a_stack_whose_name_is_too_long_for_a_load_balancer_is_refused(stack: str) -> None:
    with pytest.raises(InvalidSetting, match=f"stack {stack}: expected up to 10 small letters"):
        read(stack)


def test_names_that_pulumi_ends_itself_fit_into_what_aws_allows_a_load_balancer(production: Stack) -> None:
    names = [it.name for kind in ("lb.LoadBalancer", "lb.TargetGroup") for it in production.of(kind)]
    assert all(len(f"{name}-1234567") <= 32 for name in names), names


def test_the_release_none_means_that_nothing_runs_yet() -> None:
    assert read("dev", release="none").release is None


def test_lists_come_as_json() -> None:
    assert read("dev", sources=json.dumps(["ft", "les_echos"])).sources == ("ft", "les_echos")

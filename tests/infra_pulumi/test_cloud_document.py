"""docs/cloud.md says what the stack is: a person who is paged types what stands there."""

from __future__ import annotations

import re

import pytest

from infra_pulumi.settings import READERS
from tests.infra_pulumi.planted import PLANTED
from tests.infra_pulumi.recording import PROGRAM, Stack

TEXT = (PROGRAM.parent / "docs" / "cloud.md").read_text()


def test_every_output_that_the_document_asks_for_exists(dev: Stack) -> None:
    asked = set(re.findall(r"pulumi stack output (\w+)", TEXT)) | set(re.findall(r"\btunnel (\w+)", TEXT))
    asked |= set(re.findall(r"\(master (\w+)", TEXT))
    assert asked - dev.outputs.keys() == set()


def test_every_setting_that_the_document_names_exists() -> None:
    assert set(re.findall(r"stockpress:(\w+)", TEXT)) <= READERS.keys()


def test_every_alarm_has_its_remedy_in_the_document(dev: Stack) -> None:
    alarms = {it.name.removeprefix("stockpress-dev-") for it in dev.of("cloudwatch.MetricAlarm")}
    assert alarms <= set(re.findall(r"^\| `([\w-]+)` \|", TEXT, re.M))


def test_every_secret_and_log_group_of_the_document_exists(dev: Stack) -> None:
    put = {f"stockpress-dev/{name}" for name in re.findall(r"\bput ([a-z-]+)$", TEXT, re.M)}
    assert put == {it.inputs["name"] for it in dev.of("secretsmanager.Secret")}
    read = set(re.findall(r"(/stockpress-dev/[\w-]+)", TEXT))
    assert read <= {it.inputs["name"] for it in dev.of("cloudwatch.LogGroup")}


def test_every_file_of_the_program_has_its_line_in_the_document() -> None:
    plumbing = {"__init__", "__main__", "settings", "stack", "ground", "policy", "logs"}
    files = {path.stem for path in PROGRAM.glob("*.py")} - plumbing
    assert {name for name in files if f"`{name}.py`" not in TEXT} == set()


@pytest.mark.parametrize("stack", ["dev", "first"])
def test_the_counts_of_resources_are_those_of_the_program(stack: str, request: pytest.FixtureRequest) -> None:
    # The stack itself is one more.
    count = len(request.getfixturevalue(stack).resources) + 1
    assert f" {count} " in TEXT


def test_the_count_of_planted_mistakes_is_that_of_the_tests() -> None:
    assert f"each of {len(PLANTED)} planted mistakes" in TEXT

"""docs/cloud.md and docs/operating.md say what the stack is: a person who is paged types what stands there."""

from __future__ import annotations

import re

import pytest

from infra_pulumi.settings import READERS
from tests.infra_pulumi.planted import PLANTED
from tests.infra_pulumi.recording import PROGRAM, Stack

DOCS = PROGRAM.parent / "docs"
TEXT = (DOCS / "cloud.md").read_text()
OPERATING = (DOCS / "operating.md").read_text()


def test_every_output_that_the_document_asks_for_exists(dev: Stack) -> None:
    asked = set(re.findall(r"pulumi stack output (\w+)", TEXT)) | set(re.findall(r"\btunnel (\w+)", TEXT))
    asked |= set(re.findall(r"\(master (\w+)", TEXT))
    assert asked - dev.outputs.keys() == set()


def test_every_setting_that_the_document_names_exists() -> None:
    assert set(re.findall(r"stockpress:(\w+)", TEXT)) <= READERS.keys()


def test_every_alarm_has_its_entry_for_whoever_is_paged_and_no_entry_lacks_its_alarm(dev: Stack) -> None:
    alarms = {it.name.removeprefix("stockpress-dev-") for it in dev.of("cloudwatch.MetricAlarm")}
    assert alarms == set(re.findall(r"^### `([\w-]+)`$", OPERATING, re.M))


def test_whoever_is_paged_finds_the_cluster_its_services_logs_bastion_and_load_balancer(dev: Stack) -> None:
    names = {it.inputs["name"] for kind in ("ecs.Cluster", "ecs.Service", "cloudwatch.LogGroup") for it in dev.of(kind)}
    [services] = re.findall(r"--services ([\w -]+) \\$", OPERATING, re.M)
    assert {it.inputs["name"] for it in dev.of("ecs.Service")} == set(services.split())
    [first, others] = re.findall(r"aws logs tail /stockpress-\$stack/([\w-]+) .*# or (.*)", OPERATING)[0]
    assert {f"/stockpress-dev/{it}" for it in (first, *others.split(", "))} <= names
    assert dev.outputs["cluster"] == "stockpress-dev"
    assert [it.inputs["tags"]["Name"] for it in dev.of("ec2.Instance")] == ["stockpress-dev-bastion"]
    assert [it.name for it in dev.of("lb.LoadBalancer")] == ["stockpress-dev-ui"]
    assert [it.inputs["identifier"] for it in dev.of("rds.Instance")] == ["stockpress-dev-dagster"]


def test_the_links_between_the_documents_lead_somewhere() -> None:
    for text in (TEXT, OPERATING):
        for document, place in re.findall(r"\]\((\w*(?:\.md)?)#([\w-]+)\)", text):
            other = (DOCS / document).read_text() if document else text
            headings = {
                re.sub(r"[^\w -]", "", it).lower().replace(" ", "-") for it in re.findall(r"^#+ (.*)", other, re.M)
            }
            assert place in headings, (document, place)


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

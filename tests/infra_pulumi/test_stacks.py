from __future__ import annotations

import pytest

from tests.infra_pulumi.aws_models import model_faults
from tests.infra_pulumi.policies import POLICIES, Policy
from tests.infra_pulumi.recording import Stack, containers, run_program
from tests.infra_pulumi.schema import schema_faults

STACKS = ("dev", "production", "first")


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> Stack:
    """Each stack in turn."""
    return request.getfixturevalue(request.param)


def test_every_input_is_one_that_the_provider_knows(stack: Stack) -> None:
    assert [fault for it in stack.resources for fault in schema_faults(it)] == []


def test_every_value_is_one_that_aws_accepts(stack: Stack) -> None:
    assert [fault for it in stack.resources for fault in model_faults(it)] == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda it: it.__name__)
def test_a_stack_keeps_the_policy(stack: Stack, policy: Policy) -> None:
    assert policy(stack) == []


def test_no_two_resources_share_a_type_and_a_name(stack: Stack) -> None:
    names = [(it.type, it.name) for it in stack.resources]
    assert len(names) == len(set(names))


def test_a_preview_of_an_empty_account_asks_for_the_same_resources(dev: Stack) -> None:
    preview = run_program("dev", preview=True)
    assert sorted((it.type, it.name) for it in preview.resources) == sorted((it.type, it.name) for it in dev.resources)


def test_the_first_up_of_an_account_needs_no_image(first: Stack, dev: Stack) -> None:
    for kind in ("ecs.TaskDefinition", "ecs.Service", "emrserverless.Application", "lb.LoadBalancer"):
        assert first.of(kind) == []
        assert dev.of(kind) != []
    assert {it.type for it in first.resources} < {it.type for it in dev.resources}


def test_the_daemon_starts_anew_with_a_new_revision_of_the_crawl_run(dev: Stack) -> None:
    (daemon,) = containers(dev.one("ecs.TaskDefinition", "-daemon"))
    environment = {it["name"]: it["value"] for it in daemon["environment"]}
    assert environment["ECS_RUN_TASK_DEFINITION"].endswith("task-definition/stockpress-dev-crawl-run:1")


def test_the_outputs_tell_an_operator_where_things_are(dev: Stack, first: Stack) -> None:
    ground = {"region", "repositories", "buckets", "log_groups", "secrets", "cluster", "bastion"}
    databases = {f"{name}_{what}" for name in ("store", "dagster_storage") for what in ("host", "master_secret")}
    desk = {"ui_host", "ui_port", "services", "crawl_task_definition", "emr_application"}
    assert set(first.outputs) == ground | databases
    assert set(dev.outputs) == ground | databases | desk


def test_a_certificate_makes_the_load_balancer_speak_https() -> None:
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    stack = run_program("dev", certificate_arn=arn)
    listener = stack.one("lb.Listener", "-ui").inputs
    assert (listener["port"], listener["protocol"], listener["certificateArn"]) == (443, "HTTPS", arn)
    assert stack.outputs["ui_port"] == 443


def test_operators_of_a_private_network_reach_the_ui_and_nothing_else() -> None:
    stack = run_program("dev", reach_from='["192.168.7.0/24"]', bastion="false")
    opened = [it.inputs for it in stack.of("vpc.SecurityGroupIngressRule") if it.inputs.get("cidrIpv4")]
    assert [(it["securityGroupId"], it["cidrIpv4"]) for it in opened] == [
        ("stockpress-dev-load_balancer-id", "192.168.7.0/24")
    ]
    assert stack.of("ec2.Instance") == []

"""Mistakes are put into a recorded stack, one at a time; the check that is named beside each has to find it."""

from __future__ import annotations

import copy

import pytest

from tests.infra_pulumi.aws_models import model_faults
from tests.infra_pulumi.mistakes import Mistake
from tests.infra_pulumi.planted import PLANTED
from tests.infra_pulumi.policies import POLICIES
from tests.infra_pulumi.recording import Stack
from tests.infra_pulumi.schema import schema_faults


def the_schema(stack: Stack) -> list[str]:
    return [fault for it in stack.resources for fault in schema_faults(it)]


def the_models(stack: Stack) -> list[str]:
    return [fault for it in stack.resources for fault in model_faults(it)]


CHECKS = {check.__name__: check for check in (the_schema, the_models, *POLICIES)}


@pytest.mark.parametrize(("check", "mistake"), [it[1:] for it in PLANTED], ids=[it[0] for it in PLANTED])
def test_a_planted_mistake_is_found(production: Stack, check: str, mistake: Mistake) -> None:
    planted = copy.deepcopy(production)
    mistake(planted)
    assert CHECKS[check](production) == []
    assert CHECKS[check](planted) != []


def test_every_policy_has_found_a_mistake() -> None:
    assert {it.__name__ for it in POLICIES} == {check for _, check, _ in PLANTED} - {"the_schema", "the_models"}

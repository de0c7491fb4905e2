"""The stacks as they are committed, each recorded once a test run."""

from __future__ import annotations

import pytest

from tests.infra_pulumi.recording import Stack, run_program


@pytest.fixture(scope="session")
def dev() -> Stack:
    """The stack dev."""
    return run_program("dev")


@pytest.fixture(scope="session")
def production() -> Stack:
    """The stack production."""
    return run_program("production")


@pytest.fixture(scope="session")
def first() -> Stack:
    """The stack dev as the first `pulumi up` of an empty account makes it."""
    return run_program("dev", release="none")

"""What must hold of a whole stack, stated once each.

A policy returns what breaks it, in words; nothing is good. test_stacks.py holds the stacks against the policies,
test_planted_mistakes.py holds the policies themselves against mistakes.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.infra_pulumi.policies import agreement, alarms, iam, kept, network, running, secrecy
from tests.infra_pulumi.recording import Stack

Policy = Callable[[Stack], list[str]]

POLICIES: tuple[Policy, ...] = (
    *network.POLICIES,
    *iam.POLICIES,
    *secrecy.POLICIES,
    *kept.POLICIES,
    *running.POLICIES,
    *alarms.POLICIES,
    *agreement.POLICIES,
)

"""IAM policy documents as text. Who is allowed what lives in roles.py and beside the resource that a policy guards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

Statement = dict[str, Any]


def allow(actions: Sequence[str], resources: Sequence[pulumi.Input[str]], condition: Any = None) -> Statement:
    """Return a statement that allows *actions* on *resources*."""
    statement: Statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return statement if condition is None else {**statement, "Condition": condition}


def allow_service(
    service: str, actions: Sequence[str], resources: Sequence[pulumi.Input[str]], condition: Any = None
) -> Statement:
    """Return a statement of a resource's own policy that allows *actions* to an AWS service."""
    return {**allow(actions, resources, condition), "Principal": {"Service": service}}


def trust(service: str, account: str | None = None) -> pulumi.Output[str]:
    """Return the trust policy of a role that *service* takes on; with *account*, on behalf of that account alone."""
    statement: Statement = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": service}}
    condition = {} if account is None else {"Condition": {"StringEquals": {"aws:SourceAccount": account}}}
    return document({**statement, **condition})


def document(*statements: Statement) -> pulumi.Output[str]:
    """Return a policy document of *statements*."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})

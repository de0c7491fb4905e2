"""The budget: a mail before the month's bill is what nobody wanted."""

from __future__ import annotations

import pulumi_aws as aws

from infra_pulumi.settings import Settings


def make_budget(settings: Settings) -> None:
    """Make the budget of the whole account; one by tag would see nothing until the tag is activated for billing."""
    aws.budgets.Budget(
        f"{settings.prefix}-month",
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(settings.monthly_budget_usd),
        limit_unit="USD",
        notifications=[
            {
                "comparison_operator": "GREATER_THAN",
                "threshold": threshold,
                "threshold_type": "PERCENTAGE",
                "notification_type": kind,
                "subscriber_email_addresses": [settings.alarm_email],
            }
            for kind, threshold in (("ACTUAL", 80), ("FORECASTED", 100))
        ],
        tags=settings.tags("month"),
    )

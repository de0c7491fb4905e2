"""The one key that everything at rest is encrypted with."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from infra_pulumi.policy import Statement, allow_service, document
from infra_pulumi.settings import Settings


def make_key(settings: Settings, account: str) -> aws.kms.Key:
    """Make the stack's key, usable through IAM policies and by the log and alarm services."""
    key = aws.kms.Key(
        f"{settings.prefix}-key",
        description=f"everything at rest of {settings.prefix}",
        enable_key_rotation=True,
        deletion_window_in_days=30 if settings.protected else 7,
        policy=document(*_statements(settings, account)),
        tags=settings.tags("key"),
        opts=pulumi.ResourceOptions(protect=settings.protected),
    )
    aws.kms.Alias(f"{settings.prefix}-key", name=f"alias/{settings.prefix}", target_key_id=key.key_id)
    return key


def _statements(settings: Settings, account: str) -> list[Statement]:
    # In a key's own policy the resource "*" is this key, and the root statement hands the key over to IAM policies.
    owner: Statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["kms:*"],
        "Resource": ["*"],
    }
    groups = f"arn:aws:logs:{settings.region}:{account}:log-group:*"
    return [
        owner,
        allow_service(
            f"logs.{settings.region}.amazonaws.com",
            ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            ["*"],
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
        ),
        allow_service(
            "cloudwatch.amazonaws.com",
            ["kms:Decrypt", "kms:GenerateDataKey*"],
            ["*"],
            {"StringEquals": {"aws:SourceAccount": account}},
        ),
    ]

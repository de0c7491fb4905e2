"""The buckets: what programs printed, models, and pages as they were fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from infra_pulumi.policy import document
from infra_pulumi.settings import Settings

if TYPE_CHECKING:
    from pulumi_aws.s3 import BucketLifecycleConfigurationRuleArgsDict as Rule


@dataclass(frozen=True, slots=True)
class Buckets:
    """*logs*: Dagster's compute logs and EMR's logs; *models*: what Spark loads; *warc*: pages as fetched."""

    logs: aws.s3.Bucket
    models: aws.s3.Bucket
    warc: aws.s3.Bucket


def make_buckets(settings: Settings, key: aws.kms.Key) -> Buckets:
    """Make the three buckets, encrypted, closed to the public and to plain HTTP."""
    forget: Rule = {"id": "age", "status": "Enabled", "filter": {}, "expiration": {"days": settings.log_days}}
    tidy: Rule = {
        "id": "unfinished",
        "status": "Enabled",
        "filter": {},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    }
    put_by: Rule = {
        "id": "age",
        "status": "Enabled",
        "filter": {},
        "transitions": [{"days": 30, "storage_class": "GLACIER_IR"}],
    }
    return Buckets(
        logs=_make_bucket(settings, key, "logs", forget),
        models=_make_bucket(settings, key, "models", tidy),
        warc=_make_bucket(settings, key, "warc", put_by),
    )


def _make_bucket(settings: Settings, key: aws.kms.Key, name: str, rule: Rule) -> aws.s3.Bucket:
    """Make one bucket whose objects age by *rule*."""
    bucket = aws.s3.Bucket(
        f"{settings.prefix}-{name}",
        force_destroy=not settings.protected,
        tags=settings.tags(name),
        opts=pulumi.ResourceOptions(protect=settings.protected),
    )
    closed = aws.s3.BucketPublicAccessBlock(
        f"{settings.prefix}-{name}",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    aws.s3.BucketOwnershipControls(
        f"{settings.prefix}-{name}", bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        f"{settings.prefix}-{name}",
        bucket=bucket.id,
        rules=[
            {
                "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn},
                "bucket_key_enabled": True,
            }
        ],
    )
    aws.s3.BucketLifecycleConfiguration(
        f"{settings.prefix}-{name}",
        bucket=bucket.id,
        rules=[rule],
    )
    aws.s3.BucketPolicy(
        f"{settings.prefix}-{name}",
        bucket=bucket.id,
        policy=document(
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["s3:*"],
                "Resource": [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ),
        opts=pulumi.ResourceOptions(depends_on=[closed]),
    )
    return bucket

"""What must hold of everything that is kept: encrypted, closed, backed up, kept as long as it should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.infra_pulumi.recording import Stack, containers, setting
from tests.infra_pulumi.schema import schema_of


def everything_at_rest_is_encrypted_with_our_key(stack: Stack) -> list[str]:
    keyed = {
        "rds.Instance": "kmsKeyId",
        "docdb.Cluster": "kmsKeyId",
        "cloudwatch.LogGroup": "kmsKeyId",
        "secretsmanager.Secret": "kmsKeyId",
        "sns.Topic": "kmsMasterKeyId",
    }
    faults = [
        f"{it.name} is not encrypted with our key"
        for kind, key in keyed.items()
        for it in stack.of(kind)
        if not it.inputs.get(key)
    ]
    for it in (*stack.of("rds.Instance"), *stack.of("docdb.Cluster")):
        if it.inputs.get("storageEncrypted") is not True:
            faults.append(f"{it.name} is not encrypted")
    for it in stack.of("ec2.Instance"):
        if it.inputs.get("rootBlockDevice", {}).get("encrypted") is not True:
            faults.append(f"{it.name} has a disk that is not encrypted")
    for it in stack.of("ecr.Repository"):
        if not all(found.get("kmsKey") for found in it.inputs.get("encryptionConfigurations", [{}])):
            faults.append(f"{it.name} is not encrypted with our key")
    faults += [
        f"{it.name} never changes" for it in stack.of("kms.Key") if it.inputs.get("enableKeyRotation") is not True
    ]
    return faults + [
        f"{name} is not encrypted with our key"
        for name in _buckets_without(stack, "s3.BucketServerSideEncryptionConfiguration", _by_key)
    ]


def _by_key(inputs: dict[str, Any]) -> bool:
    rules = [it["applyServerSideEncryptionByDefault"] for it in inputs["rules"]]
    return all(it["sseAlgorithm"] == "aws:kms" and it.get("kmsMasterKeyId") for it in rules)


def _buckets_without(stack: Stack, kind: str, good: Callable[[dict[str, Any]], bool]) -> set[str]:
    """Return the buckets that have no good resource of *kind*."""
    having = {it.inputs["bucket"] for it in stack.of(kind) if good(it.inputs)}
    return {it.name for it in stack.of("s3.Bucket") if it.id not in having}


def databases_and_buckets_insist_on_tls(stack: Stack) -> list[str]:
    faults = []
    for kind, name, value in (
        ("docdb.ClusterParameterGroup", "tls", "enabled"),
        ("rds.ParameterGroup", "rds.force_ssl", "1"),
    ):
        for it in stack.of(kind):
            if {"name": name, "value": value} not in it.inputs.get("parameters", []):
                faults.append(f"{it.name} lacks {name}={value}")
    return faults + [
        f"{name} takes plain HTTP" for name in _buckets_without(stack, "s3.BucketPolicy", _denies_plain_http)
    ]


def _denies_plain_http(inputs: dict[str, Any]) -> bool:
    return any(
        it["Effect"] == "Deny" and it["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for it in json.loads(inputs["policy"])["Statement"]
    )


def buckets_are_blocked_from_the_public(stack: Stack) -> list[str]:
    flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    blocked = _buckets_without(
        stack, "s3.BucketPublicAccessBlock", lambda it: all(it.get(flag) is True for flag in flags)
    )
    return [f"{name} is not blocked" for name in blocked]


def logs_are_kept_as_long_as_the_stack_says(stack: Stack) -> list[str]:
    groups = {it.inputs["name"]: it.inputs.get("retentionInDays") for it in stack.of("cloudwatch.LogGroup")}
    faults = [f"{name} is kept {days} days" for name, days in groups.items() if days != setting(stack, "log_days")]
    written = [
        (task.name, container["logConfiguration"]["options"]["awslogs-group"])
        for task in stack.of("ecs.TaskDefinition")
        for container in containers(task)
    ]
    written += [(it.name, f"/aws/rds/instance/{it.inputs['identifier']}/postgresql") for it in stack.of("rds.Instance")]
    written += [(it.name, f"/aws/docdb/{it.inputs['clusterIdentifier']}/audit") for it in stack.of("docdb.Cluster")]
    return faults + [f"{name} logs to {group}, which is not ours" for name, group in written if group not in groups]


def everything_that_can_be_is_tagged(stack: Stack) -> list[str]:
    wanted = {"project": "stockpress", "stack": stack.name}
    faults = []
    for it in stack.resources:
        if "tags" in schema_of(it).__init__.__annotations__:
            tags = it.inputs.get("tags", {})
            if wanted.items() - tags.items() or not tags.get("Name"):
                faults.append(f"{it.name} has the tags {tags}")
    return faults


def what_is_protected_cannot_be_deleted_by_a_slip(stack: Stack) -> list[str]:
    if not setting(stack, "protected"):
        return []
    databases = [*stack.of("rds.Instance"), *stack.of("docdb.Cluster")]
    kept = [*databases, *stack.of("s3.Bucket"), *stack.of("kms.Key")]
    faults = [f"Pulumi may delete {it.name}" for it in kept if not it.protected]
    for it in databases:
        if it.inputs.get("deletionProtection") is not True:
            faults.append(f"AWS may delete {it.name}")
        if it.inputs.get("skipFinalSnapshot") is not False or not it.inputs.get("finalSnapshotIdentifier"):
            faults.append(f"{it.name} leaves no snapshot")
    faults += [
        f"{it.name} goes with its objects" for it in stack.of("s3.Bucket") if it.inputs.get("forceDestroy") is not False
    ]
    return faults + [
        f"AWS may delete {it.name}"
        for it in stack.of("lb.LoadBalancer")
        if it.inputs.get("enableDeletionProtection") is not True
    ]


def production_survives_the_loss_of_a_zone(stack: Stack) -> list[str]:
    if stack.name != "production":
        return []
    faults = [f"{it.name} has no standby" for it in stack.of("rds.Instance") if it.inputs.get("multiAz") is not True]
    return faults + ([] if len(stack.of("docdb.ClusterInstance")) > 1 else ["the store has one instance"])


def databases_are_backed_up_for_a_week_or_more(stack: Stack) -> list[str]:
    databases = [*stack.of("rds.Instance"), *stack.of("docdb.Cluster")]
    return [
        f"{it.name} is kept {days} days" for it in databases if (days := it.inputs.get("backupRetentionPeriod", 1)) < 7
    ]


POLICIES = (
    everything_at_rest_is_encrypted_with_our_key,
    databases_and_buckets_insist_on_tls,
    buckets_are_blocked_from_the_public,
    logs_are_kept_as_long_as_the_stack_says,
    everything_that_can_be_is_tagged,
    what_is_protected_cannot_be_deleted_by_a_slip,
    production_survives_the_loss_of_a_zone,
    databases_are_backed_up_for_a_week_or_more,
)

"""Checks values against what AWS's own service models in botocore say of them: enumerations, patterns, limits."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import botocore.session

from tests.infra_pulumi.recording import Resource

# Which of AWS's shapes a property has: resource, path of the property, service, shape. `[]` stands for each of a list,
# `{}` for the JSON in a text.
SHAPES = (
    ("budgets.Budget", "budgetType", "budgets", "BudgetType"),
    ("budgets.Budget", "notifications[].comparisonOperator", "budgets", "ComparisonOperator"),
    ("budgets.Budget", "notifications[].notificationType", "budgets", "NotificationType"),
    ("budgets.Budget", "notifications[].thresholdType", "budgets", "ThresholdType"),
    ("budgets.Budget", "timeUnit", "budgets", "TimeUnit"),
    ("cloudwatch.LogGroup", "name", "logs", "LogGroupName"),
    ("cloudwatch.LogMetricFilter", "metricTransformation.name", "logs", "MetricName"),
    ("cloudwatch.LogMetricFilter", "pattern", "logs", "FilterPattern"),
    ("cloudwatch.MetricAlarm", "comparisonOperator", "cloudwatch", "ComparisonOperator"),
    ("cloudwatch.MetricAlarm", "namespace", "cloudwatch", "Namespace"),
    ("cloudwatch.MetricAlarm", "statistic", "cloudwatch", "Statistic"),
    ("ec2.Instance", "instanceType", "ec2", "InstanceType"),
    ("ec2.Instance", "metadataOptions.httpTokens", "ec2", "HttpTokensState"),
    ("ec2.Instance", "rootBlockDevice.volumeType", "ec2", "VolumeType"),
    ("ec2.VpcEndpoint", "vpcEndpointType", "ec2", "VpcEndpointType"),
    ("ecr.Repository", "encryptionConfigurations[].encryptionType", "ecr", "EncryptionType"),
    ("ecr.Repository", "imageTagMutability", "ecr", "ImageTagMutability"),
    ("ecr.Repository", "name", "ecr", "RepositoryName"),
    ("ecs.Service", "capacityProviderStrategies", "ecs", "CapacityProviderStrategy"),
    ("ecs.Service", "propagateTags", "ecs", "PropagateTags"),
    ("ecs.TaskDefinition", "containerDefinitions{}", "ecs", "ContainerDefinitions"),
    ("ecs.TaskDefinition", "networkMode", "ecs", "NetworkMode"),
    ("ecs.TaskDefinition", "requiresCompatibilities[]", "ecs", "Compatibility"),
    ("ecs.TaskDefinition", "runtimePlatform.cpuArchitecture", "ecs", "CPUArchitecture"),
    ("ecs.TaskDefinition", "runtimePlatform.operatingSystemFamily", "ecs", "OSFamily"),
    ("emrserverless.Application", "architecture", "emr-serverless", "Architecture"),
    ("emrserverless.Application", "autoStopConfiguration", "emr-serverless", "AutoStopConfig"),
    ("emrserverless.Application", "imageConfiguration.imageUri", "emr-serverless", "ImageUri"),
    ("emrserverless.Application", "maximumCapacity", "emr-serverless", "MaximumAllowedResources"),
    ("emrserverless.Application", "name", "emr-serverless", "ApplicationName"),
    ("emrserverless.Application", "releaseLabel", "emr-serverless", "ReleaseLabel"),
    ("iam.Role", "name", "iam", "roleNameType"),
    ("kms.Alias", "name", "kms", "AliasNameType"),
    ("kms.Key", "deletionWindowInDays", "kms", "PendingWindowInDaysType"),
    ("lb.Listener", "protocol", "elbv2", "ProtocolEnum"),
    ("lb.LoadBalancer", "loadBalancerType", "elbv2", "LoadBalancerTypeEnum"),
    ("lb.TargetGroup", "targetType", "elbv2", "TargetTypeEnum"),
    ("s3.BucketLifecycleConfiguration", "rules[].status", "s3", "ExpirationStatus"),
    ("s3.BucketLifecycleConfiguration", "rules[].transitions[].storageClass", "s3", "TransitionStorageClass"),
    ("s3.BucketOwnershipControls", "rule.objectOwnership", "s3", "ObjectOwnership"),
    (
        "s3.BucketServerSideEncryptionConfiguration",
        "rules[].applyServerSideEncryptionByDefault.sseAlgorithm",
        "s3",
        "ServerSideEncryption",
    ),
    ("secretsmanager.Secret", "name", "secretsmanager", "NameType"),
    ("servicediscovery.Service", "dnsConfig.dnsRecords[].type", "servicediscovery", "RecordType"),
    ("servicediscovery.Service", "dnsConfig.routingPolicy", "servicediscovery", "RoutingPolicy"),
)
# The longest name, where the model says none: what Pulumi calls a resource by itself has eight characters more.
LONGEST_NAMES = {
    "docdb.Cluster": 63,
    "lb.LoadBalancer": 32,
    "lb.TargetGroup": 32,
    "rds.Instance": 63,
    "s3.Bucket": 63,
}
GIVEN_NAMES = ("name", "identifier", "clusterIdentifier", "bucket")


def model_faults(resource: Resource) -> list[str]:
    """Return where the resource's values are not what AWS's models allow."""
    token, name = resource.type.split(":")[1:]
    kind = f"{token.split('/')[0]}.{name}"
    faults = []
    for owner, path, service, shape in SHAPES:
        if owner == kind:
            for value in _at(resource.inputs, path):
                faults += _shape_faults(value, _model(service).shape_for(shape), f"{kind} {resource.name}.{path}")
    longest = LONGEST_NAMES.get(kind)
    given = next((resource.inputs[key] for key in GIVEN_NAMES if key in resource.inputs), f"{resource.name}-1234567")
    if longest is not None and len(given) > longest:
        faults.append(f"{kind} {resource.name}: expected a name of at most {longest} characters, found {given}")
    return faults


@functools.cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def _at(inputs: Any, path: str) -> Iterator[Any]:
    """Yield the values at a path; none where it leads nowhere."""
    head, _, rest = path.partition(".")
    key = head.rstrip("[]{}")
    if not isinstance(inputs, dict) or inputs.get(key) is None:
        return
    value = json.loads(inputs[key]) if head.endswith("{}") else inputs[key]
    for item in value if head.endswith("[]") else [value]:
        yield from _at(item, rest) if rest else [item]


def _shape_faults(value: Any, shape: Any, where: str) -> list[str]:
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            return [f"{where}: expected an object, found {value!r}"]
        faults = [f"{where}: AWS knows no {key}" for key in value if key not in shape.members]
        faults += [f"{where}: lacks {key}" for key in shape.required_members if key not in value]
        known = [key for key in value if key in shape.members]
        return faults + [it for key in known for it in _shape_faults(value[key], shape.members[key], f"{where}.{key}")]
    if shape.type_name == "list":
        return [it for index, item in enumerate(value) for it in _shape_faults(item, shape.member, f"{where}[{index}]")]
    if shape.type_name == "map":
        return [it for key, item in value.items() for it in _shape_faults(item, shape.value, f"{where}.{key}")]
    if shape.type_name == "string":
        return _text_faults(value, shape, where)
    low, high = shape.metadata.get("min", value), shape.metadata.get("max", value)
    return [] if low <= value <= high else [f"{where}: expected {low} to {high}, found {value}"]


def _text_faults(value: Any, shape: Any, where: str) -> list[str]:
    pattern = shape.metadata.get("pattern")
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", len(str(value)))
    if not isinstance(value, str):
        return [f"{where}: expected text, found {value!r}"]
    if shape.enum and value not in shape.enum:
        return [f"{where}: expected one of {shape.enum[:9]}, found {value!r}"]
    if pattern and not re.fullmatch(_python_pattern(pattern), value):
        return [f"{where}: expected {pattern}, found {value!r}"]
    return [] if low <= len(value) <= high else [f"{where}: expected {low} to {high} characters, found {value!r}"]


def _python_pattern(pattern: str) -> str:
    r"""Return AWS's pattern, which is Java's, as Python reads it: without \p{...} classes."""
    return re.sub(r"\\p\{\w+\}", r"\\w\\s", pattern)

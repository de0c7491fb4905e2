"""The mistakes that are planted: what is wrong, the check that has to find it, and how the stack production gets it."""

from __future__ import annotations

import json

from tests.infra_pulumi.mistakes import (
    Mistake,
    impatient,
    in_container,
    in_policy,
    output,
    passing,
    setting,
    unprotected,
    with_another,
    without,
)

SERVICE_ROLE = "arn:aws:iam::123456789012:role/stockpress-production-service-execution"
ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:stockpress-production/source-ft-a1b2c3"
PRIVATE = [f"stockpress-production-private-eu-west-1{zone}-id" for zone in "ab"]
OPEN = {"fromPort": 80, "toPort": 80, "cidrIpv4": "0.0.0.0/0", "referencedSecurityGroupId": None}
URI = "mongodb://desk:swordfish@store.example:27017"

PLANTED: tuple[tuple[str, str, Mistake], ...] = (
    # what the provider's schema knows
    ("a nested key is misspelt", "the_schema", setting("ecs.Service", "-daemon", "networkConfiguration.subnetz", [])),
    ("a key is misspelt", "the_schema", setting("rds.Instance", "-dagster", "multyAz", True)),
    ("a key that must be is missing", "the_schema", setting("docdb.ClusterInstance", "-0", "instanceClass", None)),
    ("a number is text", "the_schema", setting("rds.Instance", "-dagster", "allocatedStorage", "twenty")),
    ("a list is text", "the_schema", setting("lb.LoadBalancer", "-ui", "subnets", "a,b")),
    ("snake case in a nested key", "the_schema", setting("lb.TargetGroup", "-ui", "healthCheck.healthy_threshold", 2)),
    # what AWS's models know
    (
        "a processor that does not exist",
        "the_models",
        setting("ecs.TaskDefinition", "-daemon", "runtimePlatform.cpuArchitecture", "ARM"),
    ),
    ("a container key that ECS does not know", "the_models", in_container("-daemon", "readOnlyRootFilesystem", True)),
    (
        "a name that is too long for a load balancer",
        "the_models",
        setting("lb.LoadBalancer", "-ui", "name", "stockpress-production-user-interface"),
    ),
    (
        "a comparison that CloudWatch does not know",
        "the_models",
        setting("cloudwatch.MetricAlarm", "-silent-night", "comparisonOperator", "LessThan"),
    ),
    ("a machine that EC2 does not sell", "the_models", setting("ec2.Instance", "-bastion", "instanceType", "t4g.pico")),
    (
        "an image that EMR cannot read",
        "the_models",
        setting("emrserverless.Application", "-spark", "imageConfiguration.imageUri", "docker.io/library/spark:latest"),
    ),
    # who may reach what
    (
        "a public database",
        "no_database_or_load_balancer_is_public",
        setting("rds.Instance", "-dagster", "publiclyAccessible", True),
    ),
    (
        "a public load balancer",
        "no_database_or_load_balancer_is_public",
        setting("lb.LoadBalancer", "-ui", "internal", False),
    ),
    (
        "a database in the private subnets",
        "databases_stand_in_subnets_without_a_way_out",
        setting("docdb.SubnetGroup", "-store", "subnetIds", PRIVATE),
    ),
    (
        "a service with a public address",
        "nothing_gets_a_public_address",
        setting("ecs.Service", "-webserver", "networkConfiguration.assignPublicIp", True),
    ),
    (
        "a port that is open to the world",
        "no_port_is_open_to_the_world",
        with_another("vpc.SecurityGroupIngressRule", "bastion-to-load_balancer-80", "open", **OPEN),
    ),
    (
        "the store open to the load balancer",
        "databases_are_reached_only_by_those_who_need_them",
        setting(
            "vpc.SecurityGroupIngressRule",
            "-spark-to-store-27017",
            "referencedSecurityGroupId",
            "stockpress-production-load_balancer-id",
        ),
    ),
    # who may do what
    (
        "everything allowed on everything",
        "no_wildcard_action_meets_a_wildcard_resource",
        in_policy("iam.RolePolicy", "-daemon", lambda it: it.update(Action=["*"], Resource=["*"])),
    ),
    (
        "a whole service allowed",
        "no_wildcard_action_meets_a_wildcard_resource",
        in_policy("iam.RolePolicy", "-crawl-run", lambda it: it.update(Action=["s3:*"])),
    ),
    (
        "runs started anywhere",
        "no_wildcard_action_meets_a_wildcard_resource",
        in_policy("iam.RolePolicy", "-daemon", lambda it: it.update(Resource=["*"])),
    ),
    (
        "an action that does not exist",
        "actions_exist",
        in_policy("iam.RolePolicy", "-daemon", lambda it: it.update(Action=["ecs:RunTasks"])),
    ),
    (
        "any role passed on",
        "only_the_daemon_passes_roles_and_only_those_of_runs",
        in_policy(
            "iam.RolePolicy", "-daemon", passing(["arn:aws:iam::123456789012:role/*"], "ecs-tasks.amazonaws.com")
        ),
    ),
    (
        "roles passed on to any service",
        "only_the_daemon_passes_roles_and_only_those_of_runs",
        in_policy("iam.RolePolicy", "-daemon", passing()),
    ),
    (
        "the Spark job reads the sign-ins",
        "secrets_are_read_only_by_those_who_need_them",
        in_policy("iam.RolePolicy", "-spark-job", lambda it: it.update(Resource=[ARN])),
    ),
    (
        "a role for any account",
        "roles_are_taken_on_by_one_service_of_this_account",
        in_policy("iam.Role", "-spark-job", lambda it: it.pop("Condition"), "assumeRolePolicy"),
    ),
    (
        "a role for anybody",
        "roles_are_taken_on_by_one_service_of_this_account",
        in_policy("iam.Role", "-daemon", lambda it: it.update(Principal={"AWS": "*"}), "assumeRolePolicy"),
    ),
    (
        "an image for anybody's EMR",
        "resources_of_ours_open_to_services_only_on_our_behalf",
        in_policy("ecr.RepositoryPolicy", "-nlp", lambda it: it.pop("Condition")),
    ),
    # what is secret
    (
        "a password in the environment",
        "no_secret_stands_in_clear",
        in_container("-crawl-run", "environment", [{"name": "STOCKPRESS_FT_PASSWORD", "value": "swordfish"}]),
    ),
    ("a URI with a password in an output", "no_secret_stands_in_clear", output("store", URI)),
    (
        "a password in the job parameters",
        "no_secret_stands_in_clear",
        in_container(
            "-daemon",
            "environment",
            [
                {
                    "name": "EMR_RUN_CONFIG",
                    "value": json.dumps({"environment": {"DAGSTER_POSTGRES_PASSWORD": "swordfish"}}),
                }
            ],
        ),
    ),
    (
        "a password in a command",
        "no_secret_stands_in_clear",
        in_container("-crawl-run", "command", ["python", "-m", "x", URI]),
    ),
    (
        "a master password in the state",
        "no_secret_stands_in_clear",
        setting("docdb.Cluster", "-store", "masterPassword", "swordfish"),
    ),
    (
        "a secret that is not ours",
        "secrets_reach_containers_from_secrets_manager",
        in_container(
            "-crawl-run", "secrets", [{"name": "X", "valueFrom": "arn:aws:ssm:eu-west-1:123456789012:parameter/x"}]
        ),
    ),
    # what is kept
    (
        "a database that is not encrypted",
        "everything_at_rest_is_encrypted_with_our_key",
        setting("docdb.Cluster", "-store", "storageEncrypted", False),
    ),
    (
        "a bucket with Amazon's key",
        "everything_at_rest_is_encrypted_with_our_key",
        setting(
            "s3.BucketServerSideEncryptionConfiguration",
            "-logs",
            "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
            "AES256",
        ),
    ),
    (
        "a log group that is not encrypted",
        "everything_at_rest_is_encrypted_with_our_key",
        setting("cloudwatch.LogGroup", "-daemon", "kmsKeyId", None),
    ),
    (
        "a store without TLS",
        "databases_and_buckets_insist_on_tls",
        setting("docdb.ClusterParameterGroup", "-store", "parameters.0.value", "disabled"),
    ),
    (
        "a bucket that is not blocked",
        "buckets_are_blocked_from_the_public",
        without("s3.BucketPublicAccessBlock", "-warc"),
    ),
    (
        "a bucket that is half blocked",
        "buckets_are_blocked_from_the_public",
        setting("s3.BucketPublicAccessBlock", "-logs", "blockPublicPolicy", False),
    ),
    (
        "a log that is kept for ever",
        "logs_are_kept_as_long_as_the_stack_says",
        setting("cloudwatch.LogGroup", "-crawl-runs", "retentionInDays", None),
    ),
    (
        "a log group that RDS makes by itself",
        "logs_are_kept_as_long_as_the_stack_says",
        without("cloudwatch.LogGroup", "-dagster-storage"),
    ),
    ("a resource without tags", "everything_that_can_be_is_tagged", setting("ec2.NatGateway", "-nat-0", "tags", None)),
    (
        "a store that can be deleted",
        "what_is_protected_cannot_be_deleted_by_a_slip",
        setting("docdb.Cluster", "-store", "deletionProtection", False),
    ),
    (
        "a database that leaves no snapshot",
        "what_is_protected_cannot_be_deleted_by_a_slip",
        setting("rds.Instance", "-dagster", "skipFinalSnapshot", True),
    ),
    (
        "a bucket that Pulumi may delete",
        "what_is_protected_cannot_be_deleted_by_a_slip",
        unprotected("s3.Bucket", "-warc"),
    ),
    (
        "a backup of a day",
        "databases_are_backed_up_for_a_week_or_more",
        setting("rds.Instance", "-dagster", "backupRetentionPeriod", 1),
    ),
    # what stands where
    (
        "a service in one zone",
        "what_runs_and_what_is_kept_stands_in_two_zones",
        setting("ecs.Service", "-webserver", "networkConfiguration.subnets", PRIVATE[:1]),
    ),
    (
        "one NAT gateway for three zones",
        "nat_gateways_are_as_many_as_the_stack_says",
        without("ec2.NatGateway", "-nat-2"),
    ),
    ("a store with one instance", "production_survives_the_loss_of_a_zone", without("docdb.ClusterInstance", "-1")),
    ("S3 through NAT", "s3_is_reached_by_every_private_route_table", without("ec2.VpcEndpoint", "-s3")),
    # what runs
    (
        "a size that Fargate lacks",
        "fargate_has_the_sizes_asked_for",
        setting("ecs.TaskDefinition", "-crawl-run", "memory", "16384"),
    ),
    (
        "an image that can be written",
        "containers_cannot_write_but_to_tmp",
        in_container("-crawl-run", "readonlyRootFilesystem", False),
    ),
    (
        "a service that does not roll back",
        "services_roll_back_and_let_nobody_in",
        setting("ecs.Service", "-daemon", "deploymentCircuitBreaker.rollback", False),
    ),
    (
        "two daemons at once",
        "services_roll_back_and_let_nobody_in",
        setting("ecs.Service", "-daemon", "deploymentMaximumPercent", 200),
    ),
    (
        "a service that starts before its rights",
        "services_wait_for_their_rights_and_their_capacity",
        impatient("ecs.Service", "-daemon", ":RolePolicy"),
    ),
    (
        "a daemon on Spot",
        "spot_is_for_what_may_be_interrupted",
        setting("ecs.Service", "-daemon", "capacityProviderStrategies.0.capacityProvider", "FARGATE_SPOT"),
    ),
    (
        "an image called latest",
        "images_are_named_by_release_and_never_move",
        in_container(
            "-daemon", "image", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/stockpress-production/dagster:latest"
        ),
    ),
    (
        "tags that may move",
        "images_are_named_by_release_and_never_move",
        setting("ecr.Repository", "-nlp", "imageTagMutability", "MUTABLE"),
    ),
    (
        "Spark without an upper bound",
        "spark_costs_nothing_idle_and_is_bounded",
        setting("emrserverless.Application", "-spark", "maximumCapacity", None),
    ),
    (
        "Spark that never stops",
        "spark_costs_nothing_idle_and_is_bounded",
        setting("emrserverless.Application", "-spark", "autoStopConfiguration.enabled", False),
    ),
    (
        "an alarm that tells nobody",
        "alarms_reach_a_person",
        setting("cloudwatch.MetricAlarm", "-run-failed", "alarmActions", []),
    ),
    ("a silent night that nobody notices", "alarms_reach_a_person", without("cloudwatch.MetricAlarm", "-silent-night")),
    (
        "an alarm on a metric that nothing writes",
        "alarms_watch_metrics_that_are_written",
        setting("cloudwatch.MetricAlarm", "-run-failed", "metricName", "failed-run"),
    ),
    (
        "a machine that tells its role to anybody",
        "machines_ask_for_a_token_before_they_tell_their_role",
        setting("ec2.Instance", "-bastion", "metadataOptions.httpTokens", "optional"),
    ),
    # what parts have to share
    (
        "a way that is open at one end",
        "whoever_is_let_in_is_let_out",
        without("vpc.SecurityGroupEgressRule", "-spark-to-store-27017"),
    ),
    (
        "a store on another port",
        "ports_are_the_same_along_every_way",
        setting("docdb.Cluster", "-store", "port", 27018),
    ),
    (
        "a UI on another port",
        "ports_are_the_same_along_every_way",
        in_container("-webserver", "portMappings", [{"containerPort": 8080}]),
    ),
    (
        "a UI that is asked at another port",
        "ports_are_the_same_along_every_way",
        setting("ecs.Service", "-webserver", "loadBalancers.0.containerPort", 80),
    ),
    (
        "subnets that overlap",
        "subnets_lie_apart_in_the_network",
        setting("ec2.Subnet", "-private-eu-west-1a", "cidrBlock", "10.21.0.0/20"),
    ),
    (
        "a subnet outside the network",
        "subnets_lie_apart_in_the_network",
        setting("ec2.Subnet", "-private-eu-west-1a", "cidrBlock", "10.99.0.0/20"),
    ),
    (
        "a code server that is called otherwise",
        "code_servers_are_called_by_the_names_they_have",
        setting("servicediscovery.Service", "-nlp-code", "name", "nlp"),
    ),
    (
        "a secret that a task may not read",
        "a_task_may_read_its_secrets_and_write_its_log",
        setting("ecs.TaskDefinition", "-crawl-run", "executionRoleArn", SERVICE_ROLE),
    ),
    (
        "models that a Spark job may only read",
        "what_is_kept_in_s3_may_be_written_there",
        in_policy("iam.RolePolicy", "-spark-job", lambda it: it.update(Action=["s3:GetObject"])),
    ),
    (
        "runs in a subnet that is gone",
        "runs_start_in_subnets_and_groups_that_there_are",
        without("ec2.Subnet", "-private-eu-west-1c"),
    ),
)

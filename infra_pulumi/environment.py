"""The plain variables of the containers; secret ones live in credentials.py.

deploy/dagster.yaml, deploy/workspace.yaml and stockpress/settings.py read them by these names.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from infra_pulumi.dagster_storage import DATABASE, USER
from infra_pulumi.firewall import DAGSTER_STORAGE_PORT
from infra_pulumi.ground import Ground
from infra_pulumi.logs import NLP_RUNS
from infra_pulumi.spark import job_size

Environment = dict[str, pulumi.Input[str]]

# Where EMR writes its own logs in the bucket of logs.
EMR_LOGS = "emr"
# Where the registry's models lie in the bucket of models, and pages as fetched in the bucket of pages.
MODELS = "registry"
PAGES = "pages"
# Where the images have the certificates of Amazon's databases.
CERTIFICATES = "/opt/stockpress/rds-ca.pem"
# Where the images have the desk's code. EMR's own image may drop what ours says of Python's path.
CODE = "/opt/stockpress"


def instance_environment(ground: Ground) -> Environment:
    """Return what every Dagster process needs to open its instance."""
    return {
        "AWS_DEFAULT_REGION": ground.settings.region,
        "DAGSTER_LOGS_BUCKET": ground.buckets.logs.bucket,
        "DAGSTER_POSTGRES_HOST": ground.dagster_storage.instance.address,
        "DAGSTER_POSTGRES_PORT": str(DAGSTER_STORAGE_PORT),
        "DAGSTER_POSTGRES_USER": USER,
        "DAGSTER_POSTGRES_DB": DATABASE,
        # With it Postgres's client verifies the server's certificate.
        "PGSSLROOTCERT": CERTIFICATES,
        # The one place that can be written.
        "HOME": "/tmp",
    }


def desk_environment(ground: Ground) -> Environment:
    """Return the instance's variables and the desk's own settings, as stockpress/settings.py reads them."""
    return {
        **instance_environment(ground),
        "STOCKPRESS_HOME": "/tmp/stockpress",
        "STOCKPRESS_SUBSCRIPTIONS": ",".join(ground.settings.sources),
        "STOCKPRESS_USER_AGENT": ground.settings.user_agent,
        "STOCKPRESS_NIGHT_HOUR": str(ground.settings.night_hour),
    }


def crawl_environment(ground: Ground) -> Environment:
    """Return the desk's variables, and where a crawl keeps the pages that it fetches."""
    return {
        **desk_environment(ground),
        "STOCKPRESS_WARC": pulumi.Output.concat("s3://", ground.buckets.warc.bucket, f"/{PAGES}"),
    }


def nlp_environment(ground: Ground) -> Environment:
    """Return the desk's variables, and where the files of the models in the registry lie."""
    return {
        **desk_environment(ground),
        "STOCKPRESS_MODELS": pulumi.Output.concat("s3://", ground.buckets.models.bucket, f"/{MODELS}"),
    }


def launch_environment(
    ground: Ground, crawl_run: aws.ecs.TaskDefinition, spark: aws.emrserverless.Application, spark_job: aws.iam.Role
) -> Environment:
    """Return what the run launchers need: where runs go, as whom, and with which variables.

    The crawl's task definition goes in with its revision: Dagster's ECS launcher looks a family up once, when it
    starts, so a new revision has to start the daemon anew.
    """
    return {
        # A backfill starts more tasks at once than ECS takes without a pause.
        "AWS_RETRY_MODE": "adaptive",
        "AWS_MAX_ATTEMPTS": "10",
        "ECS_RUN_CLUSTER": ground.cluster.cluster.arn,
        "ECS_RUN_TASK_DEFINITION": crawl_run.arn,
        "ECS_RUN_CONFIG": _ecs_config(ground),
        "EMR_APPLICATION_ID": spark.id,
        "EMR_EXECUTION_ROLE_ARN": spark_job.arn,
        "EMR_LOGS_URI": pulumi.Output.concat("s3://", ground.buckets.logs.bucket, f"/{EMR_LOGS}/"),
        "EMR_RUN_CONFIG": _emr_config(ground),
    }


def _ecs_config(ground: Ground) -> pulumi.Output[str]:
    """Return the ECS launcher's network. Without the null it would look through all secrets of the account."""
    network = {
        "subnets": [subnet.id for subnet in ground.network.private],
        "securityGroups": ground.firewall.of("desk"),
        "assignPublicIp": "DISABLED",
    }
    return pulumi.Output.json_dumps(
        {"secrets_tag": None, "run_task_kwargs": {"networkConfiguration": {"awsvpcConfiguration": network}}}
    )


def _emr_config(ground: Ground) -> pulumi.Output[str]:
    """Return the EMR launcher's variables, where its secrets lie, how large a job is, its log and its tags."""
    secrets = ground.credentials.for_nlp()
    return pulumi.Output.json_dumps(
        {
            "environment": {**nlp_environment(ground), "PYTHONPATH": CODE},
            "spark_conf": job_size(ground.settings),
            "secrets": [{"name": name, "valueFrom": address} for name, address in secrets.items()],
            "logs": {
                "log_group": ground.logs[NLP_RUNS].name,
                "log_stream_prefix": NLP_RUNS,
                "key_arn": ground.key.arn,
            },
            "tags": ground.settings.tags("nlp-run"),
        }
    )

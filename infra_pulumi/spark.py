"""The EMR Serverless application that the nlp runs go to. Idle it costs nothing: nothing in it is kept warm.

Where a job logs and with which variables it runs is the launcher's to say, and environment.py's to tell the launcher.
What a job may use is said here, beside the most that all of them may use.
"""

from __future__ import annotations

import pulumi_aws as aws

from infra_pulumi.ground import Ground
from infra_pulumi.settings import Settings

GIGABYTES_A_VCPU = 8
# As many as the queue in deploy/dagster.yaml lets run at once: none has to wait for what another one uses.
JOBS = 2
DRIVER_VCPUS = 2
EXECUTOR_VCPUS = 4
EXECUTOR_HEAP_GB = 8


def make_spark(ground: Ground, release: str) -> aws.emrserverless.Application:
    """Make the application over the nlp image of *release*; five minutes without a run end its workers."""
    vcpus = ground.settings.spark_vcpus
    return aws.emrserverless.Application(
        f"{ground.settings.prefix}-spark",
        name=ground.settings.prefix,
        type="spark",
        release_label=ground.settings.emr_release,
        # Spark NLP brings its native libraries for x86.
        architecture="X86_64",
        image_configuration={"image_uri": ground.registry.image("nlp", release)},
        network_configuration={
            "subnet_ids": [subnet.id for subnet in ground.network.private],
            "security_group_ids": ground.firewall.of("spark"),
        },
        maximum_capacity={
            "cpu": f"{vcpus} vCPU",
            "memory": f"{vcpus * GIGABYTES_A_VCPU} GB",
            "disk": f"{vcpus * 20} GB",
        },
        auto_start_configuration={"enabled": True},
        auto_stop_configuration={"enabled": True, "idle_timeout_minutes": 5},
        tags=ground.settings.tags("spark"),
    )


def job_size(settings: Settings) -> dict[str, str]:
    """Return the Spark properties that make a job of a driver and of executors that come and go with the work.

    What of a worker's memory is not the JVM's is Python's and the native libraries'. Memory and overhead fill sizes
    that EMR has: 7 GB beside 2 vCPUs, 8 to 30 beside 4.
    """
    executors = (settings.spark_vcpus // JOBS - DRIVER_VCPUS) // EXECUTOR_VCPUS
    # stockpress_nlp divides the work by it, and so many tasks at once call for so many executors.
    cores = str(executors * EXECUTOR_VCPUS)
    return {
        "spark.driver.cores": str(DRIVER_VCPUS),
        "spark.driver.memory": "4g",
        "spark.driver.memoryOverhead": "3g",
        "spark.executor.cores": str(EXECUTOR_VCPUS),
        "spark.executor.memory": f"{EXECUTOR_HEAP_GB}g",
        "spark.executor.memoryOverhead": f"{settings.spark_executor_gb - EXECUTOR_HEAP_GB}g",
        # EMR begins with three, whatever there is to do.
        "spark.executor.instances": "1",
        "spark.dynamicAllocation.initialExecutors": "1",
        "spark.dynamicAllocation.maxExecutors": str(executors),
        "spark.default.parallelism": cores,
        "spark.sql.shuffle.partitions": cores,
    }

"""The EMR Serverless application that the nlp runs go to. Idle it costs nothing: nothing in it is kept warm.

Where a job logs and with which variables it runs is the launcher's to say, and environment.py's to tell the launcher.
"""

from __future__ import annotations

import pulumi_aws as aws

from infra_pulumi.ground import Ground

GIGABYTES_A_VCPU = 8


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

"""The registry: a repository for each of the three images, whose tags never move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra_pulumi.policy import document
from infra_pulumi.settings import Settings

IMAGES = ("dagster", "crawl", "nlp")
PULL = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True, slots=True)
class Registry:
    """The repositories by image."""

    repositories: Mapping[str, aws.ecr.Repository]

    def image(self, name: str, release: str) -> pulumi.Output[str]:
        """Return the address of the image *name* of *release*."""
        return pulumi.Output.concat(self.repositories[name].repository_url, ":", release)


def make_registry(settings: Settings, account: str, key: aws.kms.Key) -> Registry:
    """Make the repositories; EMR Serverless may pull the nlp image."""
    repositories = {
        image: aws.ecr.Repository(
            f"{settings.prefix}-{image}",
            name=f"{settings.prefix}/{image}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": key.arn}],
            force_delete=not settings.protected,
            tags=settings.tags(image),
        )
        for image in IMAGES
    }
    for image, repository in repositories.items():
        aws.ecr.LifecyclePolicy(
            f"{settings.prefix}-{image}",
            repository=repository.name,
            policy=pulumi.Output.json_dumps(
                {
                    "rules": [
                        {
                            "rulePriority": 1,
                            "description": "ten releases to go back to",
                            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
                            "action": {"type": "expire"},
                        }
                    ]
                }
            ),
        )
    # The image has to be there before the application that runs it, so the application's own ARN cannot be named.
    applications = f"arn:aws:emr-serverless:{settings.region}:{account}:/applications/*"
    pull = document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "emr-serverless.amazonaws.com"},
            "Action": [*PULL, "ecr:DescribeImages"],
            "Condition": {"StringLike": {"aws:SourceArn": applications}},
        }
    )
    aws.ecr.RepositoryPolicy(f"{settings.prefix}-nlp", repository=repositories["nlp"].name, policy=pull)
    return Registry(repositories)

"""Where alarms are sent: a topic, and the operator's address on it."""

from __future__ import annotations

import pulumi_aws as aws

from infra_pulumi.settings import Settings


def make_notices(settings: Settings, key: aws.kms.Key) -> aws.sns.Topic:
    """Make the topic; AWS asks the address to confirm before it sends anything."""
    topic = aws.sns.Topic(f"{settings.prefix}-notices", kms_master_key_id=key.arn, tags=settings.tags("notices"))
    aws.sns.TopicSubscription(
        f"{settings.prefix}-notices", topic=topic.arn, protocol="email", endpoint=settings.alarm_email
    )
    return topic

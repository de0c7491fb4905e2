"""The bastion: a small machine without any open port, through which Session Manager forwards an operator's ports."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from infra_pulumi.firewall import Firewall
from infra_pulumi.network import Network
from infra_pulumi.policy import trust
from infra_pulumi.settings import Settings

IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


def make_bastion(settings: Settings, network: Network, firewall: Firewall, key: aws.kms.Key) -> aws.ec2.Instance:
    """Make the bastion in a private subnet; who may open a session to it is IAM's business."""
    role = aws.iam.Role(
        f"{settings.prefix}-bastion", assume_role_policy=trust("ec2.amazonaws.com"), tags=settings.tags("bastion")
    )
    aws.iam.RolePolicyAttachment(
        f"{settings.prefix}-bastion",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    )
    profile = aws.iam.InstanceProfile(f"{settings.prefix}-bastion", role=role.name, tags=settings.tags("bastion"))
    return aws.ec2.Instance(
        f"{settings.prefix}-bastion",
        ami=aws.ssm.get_parameter(name=IMAGE).insecure_value,
        instance_type="t4g.nano",
        subnet_id=network.private[0].id,
        vpc_security_group_ids=firewall.of("bastion"),
        associate_public_ip_address=False,
        iam_instance_profile=profile.name,
        metadata_options={"http_tokens": "required", "http_endpoint": "enabled"},
        root_block_device={"encrypted": True, "kms_key_id": key.arn, "volume_type": "gp3", "volume_size": 8},
        tags=settings.tags("bastion"),
        # The newest image changes by itself; that must not replace the machine on every `pulumi up`.
        opts=pulumi.ResourceOptions(ignore_changes=["ami"]),
    )

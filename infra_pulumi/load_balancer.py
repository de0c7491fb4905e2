"""The load balancer in front of the Dagster UI. It has no login, so it stands inside the VPC and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi_aws as aws

from infra_pulumi.firewall import WEB_PORT, Firewall
from infra_pulumi.network import Network
from infra_pulumi.settings import Settings


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """The load balancer, where it sends requests to, and the listener that a service has to wait for."""

    balancer: aws.lb.LoadBalancer
    target: aws.lb.TargetGroup
    listener: aws.lb.Listener


def make_load_balancer(settings: Settings, network: Network, firewall: Firewall) -> LoadBalancer:
    """Make the internal load balancer: HTTPS where the stack names a certificate, else HTTP."""
    balancer = aws.lb.LoadBalancer(
        f"{settings.prefix}-ui",
        internal=True,
        load_balancer_type="application",
        subnets=[subnet.id for subnet in network.private],
        security_groups=firewall.of("load_balancer"),
        drop_invalid_header_fields=True,
        enable_deletion_protection=settings.protected,
        # The UI holds a websocket open.
        idle_timeout=300,
        tags=settings.tags("ui"),
    )
    target = aws.lb.TargetGroup(
        f"{settings.prefix}-ui",
        vpc_id=network.vpc.id,
        target_type="ip",
        protocol="HTTP",
        port=WEB_PORT,
        deregistration_delay=30,
        health_check={"path": "/server_info", "matcher": "200", "interval": 30, "timeout": 10},
        tags=settings.tags("ui"),
    )
    secure = settings.certificate_arn is not None
    listener = aws.lb.Listener(
        f"{settings.prefix}-ui",
        load_balancer_arn=balancer.arn,
        port=firewall.entrance,
        protocol="HTTPS" if secure else "HTTP",
        certificate_arn=settings.certificate_arn,
        ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06" if secure else None,
        default_actions=[{"type": "forward", "target_group_arn": target.arn}],
        tags=settings.tags("ui"),
    )
    return LoadBalancer(balancer=balancer, target=target, listener=listener)

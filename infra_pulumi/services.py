"""The services: the UI, the daemon, and a code server for each of the two code locations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from infra_pulumi.cluster import make_name
from infra_pulumi.environment import Environment, desk_environment, instance_environment, nlp_environment
from infra_pulumi.firewall import CODE_PORT, WEB_PORT
from infra_pulumi.ground import Ground
from infra_pulumi.load_balancer import LoadBalancer
from infra_pulumi.roles import Roles
from infra_pulumi.tasks import START_SECONDS, HealthCheck, Task, make_task_definition

WORKSPACE = ("-w", "/opt/dagster/workspace.yaml")
WEBSERVER = ("dagster-webserver", "-h", "0.0.0.0", "-p", str(WEB_PORT), *WORKSPACE)
DAEMON = ("dagster-daemon", "run", *WORKSPACE)
# It costs seconds of a CPU, so it is asked seldom. The alarm daemon-quiet notices as well.
DAEMON_IS_ALIVE = HealthCheck(("dagster-daemon", "liveness-check"), interval=300, timeout=60)
LISTENS = f"import socket; socket.create_connection(('127.0.0.1', {CODE_PORT}), 5)"
CODE_IS_ALIVE = HealthCheck(("python", "-c", LISTENS), interval=30, timeout=10)
CPU = 256
# nlp's sensors ask mlflow, which takes seconds of a whole CPU to load, and Dagster gives a tick a minute.
NLP_CPU = 512
MEMORY = 1024


def make_services(
    ground: Ground, release: str, roles: Roles, launch: Environment, load_balancer: LoadBalancer
) -> Mapping[str, aws.ecs.Service]:
    """Make the four services; the UI and the daemon learn from *launch* where runs go."""
    crawl, crawl_address = _make_code_server(ground, roles, _crawl_code(ground, release, roles))
    nlp, nlp_address = _make_code_server(ground, roles, _nlp_code(ground, release, roles))
    environment = {
        **instance_environment(ground),
        **launch,
        "CRAWL_CODE_SERVER_HOST": crawl_address,
        "NLP_CODE_SERVER_HOST": nlp_address,
    }
    webserver = _task(ground, release, roles, "webserver", WEBSERVER, environment, roles.webserver, port=WEB_PORT)
    daemon = _task(ground, release, roles, "daemon", DAEMON, environment, roles.daemon, health_check=DAEMON_IS_ALIVE)
    return {
        "webserver": _make_service(ground, roles, webserver, "webserver", load_balancer=load_balancer),
        "daemon": _make_service(ground, roles, daemon, "desk"),
        "crawl-code": crawl,
        "nlp-code": nlp,
    }


def _crawl_code(ground: Ground, release: str, roles: Roles) -> Task:
    return Task(
        name="crawl-code",
        family="crawl-code",
        image=ground.registry.image("crawl", release),
        architecture="ARM64",
        cpu=CPU,
        memory=MEMORY,
        command=_serve("crawl"),
        environment=desk_environment(ground),
        secrets=ground.credentials.for_desk(),
        log_group=ground.logs["crawl-code"],
        execution_role=roles.service_execution,
        task_role=roles.crawl_code,
        port=CODE_PORT,
        health_check=CODE_IS_ALIVE,
    )


def _nlp_code(ground: Ground, release: str, roles: Roles) -> Task:
    """Return the task that serves nlp; it asks the registry which models are in use."""
    return Task(
        name="nlp-code",
        family="nlp-code",
        image=ground.registry.image("nlp", release),
        # The image is that of the Spark jobs, whose native libraries are for x86.
        architecture="X86_64",
        cpu=NLP_CPU,
        memory=MEMORY,
        # EMR's image starts a program of its own; env starts the command instead.
        entry_point=("/usr/bin/env",),
        command=_serve("nlp"),
        environment=nlp_environment(ground),
        secrets=ground.credentials.for_nlp(),
        log_group=ground.logs["nlp-code"],
        execution_role=roles.service_execution,
        task_role=roles.nlp_code,
        port=CODE_PORT,
        health_check=CODE_IS_ALIVE,
    )


def _serve(location: str) -> Sequence[str]:
    module = f"stockpress_assets.{location}.definitions"
    return ("dagster", "api", "grpc", "-h", "0.0.0.0", "-p", str(CODE_PORT), "-m", module)


def _make_code_server(ground: Ground, roles: Roles, task: Task) -> tuple[aws.ecs.Service, str]:
    """Make the service of a code server and return it with the address that others call it by."""
    registry, address = make_name(ground.settings, ground.cluster, task.name)
    return _make_service(ground, roles, task, "desk", spot=True, name_registry=registry), address


def _task(
    ground: Ground,
    release: str,
    roles: Roles,
    name: str,
    command: Sequence[str],
    environment: Environment,
    task_role: aws.iam.Role,
    port: int | None = None,
    health_check: HealthCheck | None = None,
) -> Task:
    """Return a task of the dagster image."""
    return Task(
        name=name,
        family=name,
        image=ground.registry.image("dagster", release),
        architecture="ARM64",
        cpu=CPU,
        memory=MEMORY,
        command=command,
        environment=environment,
        secrets=ground.credentials.for_dagster(),
        log_group=ground.logs[name],
        execution_role=roles.service_execution,
        task_role=task_role,
        port=port,
        health_check=health_check,
    )


def _make_service(
    ground: Ground,
    roles: Roles,
    task: Task,
    group: str,
    *,
    spot: bool = False,
    name_registry: pulumi.Output[str] | None = None,
    load_balancer: LoadBalancer | None = None,
) -> aws.ecs.Service:
    """Make the service of one *task* in the security group *group*, known by name or behind the load balancer."""
    return aws.ecs.Service(
        f"{ground.settings.prefix}-{task.name}",
        name=task.name,
        cluster=ground.cluster.cluster.arn,
        task_definition=make_task_definition(ground.settings, task).arn,
        desired_count=1,
        capacity_provider_strategies=[{"capacity_provider": "FARGATE_SPOT" if spot else "FARGATE", "weight": 1}],
        network_configuration={
            "subnets": [subnet.id for subnet in ground.network.private],
            "security_groups": ground.firewall.of(group),
            "assign_public_ip": False,
        },
        service_registries={"registry_arn": name_registry} if name_registry is not None else None,
        load_balancers=[_behind(load_balancer, task)] if load_balancer else None,
        health_check_grace_period_seconds=START_SECONDS if load_balancer else None,
        # One daemon and one version of the code at a time: the old task ends before the new one starts.
        deployment_maximum_percent=100,
        deployment_minimum_healthy_percent=0,
        deployment_circuit_breaker={"enable": True, "rollback": True},
        enable_execute_command=False,
        propagate_tags="SERVICE",
        tags=ground.settings.tags(task.name),
        opts=pulumi.ResourceOptions(
            # A service keeps its name while it is deleted, so the new one cannot come first.
            delete_before_replace=True,
            depends_on=[
                ground.cluster.capacity,
                *roles.policies,
                *([load_balancer.listener] if load_balancer else []),
            ],
        ),
    )


def _behind(load_balancer: LoadBalancer, task: Task) -> aws.ecs.ServiceLoadBalancerArgs:
    return aws.ecs.ServiceLoadBalancerArgs(
        target_group_arn=load_balancer.target.arn, container_name=task.name, container_port=WEB_PORT
    )

"""What must hold of everything that runs: sizes, images, where it runs and what it may write."""

from __future__ import annotations

from tests.infra_pulumi.recording import Stack, containers, setting

GIB = 1024
FARGATE_SIZES = {
    256: {512, 1 * GIB, 2 * GIB},
    512: set(range(1 * GIB, 4 * GIB + 1, GIB)),
    1024: set(range(2 * GIB, 8 * GIB + 1, GIB)),
    2048: set(range(4 * GIB, 16 * GIB + 1, GIB)),
    4096: set(range(8 * GIB, 30 * GIB + 1, GIB)),
    8192: set(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
    16384: set(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
}
ON_DEMAND = {"webserver", "daemon"}


def fargate_has_the_sizes_asked_for(stack: Stack) -> list[str]:
    sizes = [(it.name, int(it.inputs["cpu"]), int(it.inputs["memory"])) for it in stack.of("ecs.TaskDefinition")]
    return [
        f"{name}: no {cpu} with {memory} MiB" for name, cpu, memory in sizes if memory not in FARGATE_SIZES.get(cpu, ())
    ]


def containers_cannot_write_but_to_tmp(stack: Stack) -> list[str]:
    faults = []
    for task in stack.of("ecs.TaskDefinition"):
        volumes = {it["name"] for it in task.inputs.get("volumes", [])}
        for container in containers(task):
            mounts = container["mountPoints"]
            if container.get("readonlyRootFilesystem") is not True or container.get("privileged"):
                faults.append(f"{task.name} may write its image")
            if {it["sourceVolume"] for it in mounts} != volumes or [it["containerPath"] for it in mounts] != ["/tmp"]:
                faults.append(f"{task.name} mounts {mounts}")
    return faults


def services_roll_back_and_let_nobody_in(stack: Stack) -> list[str]:
    faults = []
    for it in stack.of("ecs.Service"):
        if it.inputs.get("deploymentCircuitBreaker") != {"enable": True, "rollback": True}:
            faults.append(f"{it.name} does not roll back")
        if it.inputs.get("enableExecuteCommand"):
            faults.append(f"{it.name} lets commands in")
        if (it.inputs.get("deploymentMaximumPercent"), it.inputs.get("deploymentMinimumHealthyPercent")) != (100, 0):
            faults.append(f"{it.name} lets two versions run at once")
    return faults


def services_wait_for_their_rights_and_their_capacity(stack: Stack) -> list[str]:
    kinds = ("iam.RolePolicy", "ecs.ClusterCapacityProviders")
    wanted = {(it.type, it.name) for kind in kinds for it in stack.of(kind)}
    missing = {it.name: wanted - it.waits_for for it in stack.of("ecs.Service")}
    return [f"{name} does not wait for {it}" for name, it in missing.items() if it]


def spot_is_for_what_may_be_interrupted(stack: Stack) -> list[str]:
    faults = []
    for it in stack.of("ecs.Service"):
        providers = {found["capacityProvider"] for found in it.inputs.get("capacityProviderStrategies", [])}
        wanted = {"FARGATE"} if it.inputs["name"] in ON_DEMAND else {"FARGATE_SPOT"}
        if providers != wanted or it.inputs.get("launchType"):
            faults.append(f"{it.name} runs on {providers or it.inputs.get('launchType')}, expected {wanted}")
    for it in stack.of("ecs.ClusterCapacityProviders"):
        providers = {found["capacityProvider"] for found in it.inputs.get("defaultCapacityProviderStrategies", [])}
        if providers != {"FARGATE_SPOT"}:
            faults.append(f"runs go to {providers}")
    return faults


def images_are_named_by_release_and_never_move(stack: Stack) -> list[str]:
    release = setting(stack, "release")
    images = [(task.name, it["image"]) for task in stack.of("ecs.TaskDefinition") for it in containers(task)]
    images += [(it.name, it.inputs["imageConfiguration"]["imageUri"]) for it in stack.of("emrserverless.Application")]
    faults = [f"{name} runs {image}" for name, image in images if not image.endswith(f":{release}")]
    return faults + [
        f"tags of {it.name} may move"
        for it in stack.of("ecr.Repository")
        if it.inputs.get("imageTagMutability") != "IMMUTABLE"
    ]


def spark_costs_nothing_idle_and_is_bounded(stack: Stack) -> list[str]:
    faults = []
    for it in stack.of("emrserverless.Application"):
        if not {"cpu", "memory"} <= it.inputs.get("maximumCapacity", {}).keys():
            faults.append(f"{it.name} has no upper bound")
        if it.inputs.get("initialCapacities"):
            faults.append(f"{it.name} keeps workers warm")
        stop = it.inputs.get("autoStopConfiguration", {})
        if not stop.get("enabled") or stop.get("idleTimeoutMinutes", 15) > 15:
            faults.append(f"{it.name} does not stop soon")
    return faults


def machines_ask_for_a_token_before_they_tell_their_role(stack: Stack) -> list[str]:
    return [
        f"{it.name} tells anybody"
        for it in stack.of("ec2.Instance")
        if it.inputs.get("metadataOptions", {}).get("httpTokens") != "required"
    ]


POLICIES = (
    fargate_has_the_sizes_asked_for,
    containers_cannot_write_but_to_tmp,
    services_roll_back_and_let_nobody_in,
    services_wait_for_their_rights_and_their_capacity,
    spot_is_for_what_may_be_interrupted,
    images_are_named_by_release_and_never_move,
    spark_costs_nothing_idle_and_is_bounded,
    machines_ask_for_a_token_before_they_tell_their_role,
)

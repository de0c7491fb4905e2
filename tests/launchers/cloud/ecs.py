"""ECS: tasks that run. moto checks the request and keeps the task; here its command runs and its state is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from stockpress_assets.launchers.secret_environment import SecretVariable, read_secrets
from tests.launchers.cloud.containers import Container

TARGET = "AmazonEC2ContainerServiceV20141113."
OURS = ("RunTask", "DescribeTasks", "StopTask")
# the most that ECS takes as overrides
MOST_OVERRIDES = 8192

Answer = tuple[int, dict[str, Any]]


@dataclass
class RunningTask:
    """A task of the double."""

    arn: str
    run_id: str
    request: dict[str, Any]
    container: Container
    reason: str = "Essential container in task exited"
    stop_code: str = "EssentialContainerExited"


class Ecs:
    """The tasks of all clusters, with switches for a test to turn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self.tasks: dict[str, RunningTask] = {}
        self.errors: list[Answer] = []

    def task_of(self, run_id: str) -> RunningTask:
        """Return the task that was started for a run."""
        [task] = [task for task in self.tasks.values() if task.run_id == run_id]
        return task

    def reset(self) -> None:
        """Turn all switches back and end every task."""
        self.errors = []
        for task in self.tasks.values():
            task.container.kill()

    def answer(self, target: str, body: bytes, moto: Callable[[], Answer]) -> Answer | None:
        """Answer a request for tasks; None where it is one for moto."""
        operation = target.removeprefix(TARGET)
        if operation not in OURS:
            return None
        with self._lock:
            if operation == "RunTask":
                return self.errors.pop(0) if self.errors else self._run(json.loads(body), moto)
            if operation == "DescribeTasks":
                status, answer = moto()
                return status, {**answer, "tasks": [self._described(task) for task in answer.get("tasks", [])]}
            task = self.tasks[json.loads(body)["task"]]
            task.reason, task.stop_code = "Task stopped by user", "UserInitiated"
            task.container.ask_to_end()
            return moto()

    def _run(self, request: dict[str, Any], moto: Callable[[], Answer]) -> Answer:
        size = len(json.dumps(request["overrides"]))
        if size > MOST_OVERRIDES:
            message = f"Container Overrides length must be at most {MOST_OVERRIDES}, found {size}"
            return 400, {"__type": "InvalidParameterException", "message": message}
        definition = boto3.client("ecs").describe_task_definition(taskDefinition=request["taskDefinition"])
        [container] = definition["taskDefinition"]["containerDefinitions"]
        status, answer = moto()
        if status == 200:
            [task] = answer["tasks"]
            [overrides] = request["overrides"]["containerOverrides"]
            [run_id] = [tag["value"] for tag in request["tags"] if tag["key"] == "dagster/run_id"]
            log = self._folder / f"{run_id}.log"
            running = Container(overrides["command"], self._environment(container, overrides), log)
            self.tasks[task["taskArn"]] = RunningTask(task["taskArn"], run_id, request, running)
        return status, answer

    def _environment(self, container: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, str]:
        plain = [*container.get("environment", []), *overrides.get("environment", [])]
        secrets = [SecretVariable(secret["name"], secret["valueFrom"]) for secret in container.get("secrets", [])]
        return {**{entry["name"]: entry["value"] for entry in plain}, **read_secrets(secrets)}

    def _described(self, task: dict[str, Any]) -> dict[str, Any]:
        ours = self.tasks.get(task["taskArn"])
        if ours is None:
            return task
        code = ours.container.exit_code
        if code is None:
            return {**task, "lastStatus": "RUNNING", "containers": [{"name": "run", "lastStatus": "RUNNING"}]}
        return {
            **task,
            "lastStatus": "STOPPED",
            "desiredStatus": "STOPPED",
            "stopCode": ours.stop_code,
            "stoppedReason": ours.reason,
            "containers": [{"name": "run", "lastStatus": "STOPPED", "exitCode": code}],
        }

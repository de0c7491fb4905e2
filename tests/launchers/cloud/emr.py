"""EMR Serverless: jobs that run, by spark-submit or by Python alone where a test needs no Spark.

Speaks the API's paths for jobs. What differs from AWS on purpose: a job starts at once unless it is held, and the image
is this checkout, whose paths stand in for the image's (``image``).
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pyspark

from tests.launchers.cloud.containers import Container

JOBS = re.compile(r"/applications/(?P<application>[^/]+)/jobruns(?:/(?P<job>[^/]+)(?P<rest>/.*)?)?$")
DRIVER_ENV = "spark.emr-serverless.driverEnv."
SPARK = Path(pyspark.__file__).parent

# by method, whether a job is named, and what follows its name
OPERATIONS = {
    ("POST", False, None): "StartJobRun",
    ("GET", False, None): "ListJobRuns",
    ("GET", True, None): "GetJobRun",
    ("DELETE", True, None): "CancelJobRun",
    ("GET", True, "/dashboard"): "GetDashboardForJobRun",
}

Answer = tuple[int, dict[str, Any]]
Moto = Callable[[], Answer]


def error(status: int, code: str, message: str) -> Answer:
    """Return an error as the API words it."""
    return status, {"__type": code, "code": code, "message": message, "Message": message}


@dataclass
class SubmittedJob:
    """A job of the double. ``state`` is what EMR would say now."""

    id: str
    application: str
    request: dict[str, Any]
    arn: str
    created: float = field(default_factory=time.time)
    container: Container | None = None
    fixed_state: str | None = None
    details: str = ""
    cancelled: bool = False
    logged: bool = False

    @property
    def state(self) -> str:
        """Return EMR's word for it."""
        if self.fixed_state is not None:
            return self.fixed_state
        if self.container is None:
            return "CANCELLED" if self.cancelled else "PENDING"
        code = self.container.exit_code
        if self.cancelled:
            return "CANCELLING" if code is None else "CANCELLED"
        if code is None:
            return "RUNNING"
        return "SUCCESS" if code == 0 else "FAILED"

    @property
    def log(self) -> str:
        """What its driver has written."""
        return self.container.log.read_text() if self.container is not None else ""

    @property
    def spark(self) -> dict[str, Any]:
        """What spark-submit was to be given."""
        return self.request["jobDriver"]["sparkSubmit"]

    @property
    def properties(self) -> dict[str, str]:
        """The Spark properties of the job."""
        [defaults] = self.request["configurationOverrides"]["applicationConfiguration"]
        return defaults["properties"]


class EmrServerless:
    """The jobs of all applications, with switches for a test to turn."""

    def __init__(self, folder: Path, image: Mapping[str, str]) -> None:
        self._folder = folder
        self._image = image
        self._lock = threading.Lock()
        self.jobs: dict[str, SubmittedJob] = {}
        self.requests: list[str] = []
        # The switches: the Spark master that a job is submitted to, or none for Python alone; held before the driver
        # starts; errors to answer with first.
        self.master: str | None = None
        self.held = False
        self.errors: list[tuple[str, Answer]] = []

    def job_of(self, run_id: str) -> SubmittedJob:
        """Return the job whose client token is *run_id*."""
        [job] = [job for job in self.jobs.values() if job.request["clientToken"] == run_id]
        return job

    def reset(self) -> None:
        """Turn all switches back and end every job."""
        self.master, self.held, self.errors = None, False, []
        for job in self.jobs.values():
            if job.container is not None:
                job.container.kill()
            job.fixed_state, job.cancelled = None, True
        self.requests.clear()

    def answer(self, method: str, path: str, query: Mapping[str, str], body: bytes, moto: Moto) -> Answer | None:
        """Answer a request for jobs; None where it is one for moto."""
        match = JOBS.search(path)
        if match is None:
            return None
        application, job_id, rest = match["application"], match["job"], match["rest"]
        operation = OPERATIONS[method, job_id is not None, rest]
        with self._lock:
            self.requests.append(operation)
            if self.errors and self.errors[0][0] == operation:
                return self.errors.pop(0)[1]
            if operation == "StartJobRun":
                return self._start(application, body, moto)
            if operation == "ListJobRuns":
                return self._list(application, query)
            job = self.jobs.get(str(job_id))
            if job is None or job.application != application:
                return error(404, "ResourceNotFoundException", f"Job run {job_id} does not exist")
            if operation == "GetDashboardForJobRun":
                return 200, {"url": f"https://j-{job_id}.dashboard.example/?authToken=for-an-hour"}
            if operation == "CancelJobRun":
                return self._cancel(job)
            return 200, {"jobRun": self._described(job)}

    def _start(self, application: str, body: bytes, moto: Moto) -> Answer:
        request = json.loads(body)
        for job in self.jobs.values():
            if job.request["clientToken"] == request["clientToken"] and job.application == application:
                if job.request != request:
                    return error(409, "ConflictException", "clientToken was used with other parameters before")
                return 200, {"applicationId": application, "jobRunId": job.id, "arn": job.arn}
        status, answer = moto()
        if status == 200:
            job = SubmittedJob(answer["jobRunId"], application, request, answer["arn"])
            self.jobs[job.id] = job
            if not self.held:
                self._run(job)
        return status, answer

    def _run(self, job: SubmittedJob) -> None:
        properties = {name: self._in_image(value) for name, value in job.properties.items()}
        environment = {
            name.removeprefix(DRIVER_ENV): value for name, value in properties.items() if name.startswith(DRIVER_ENV)
        }
        entry_point = self._in_image(job.spark["entryPoint"])
        arguments = job.spark["entryPointArguments"]
        if self.master is not None:
            home = self._spark_home(job)
            conf = [part for name, value in properties.items() for part in ("--conf", f"{name}={value}")]
            more = shlex.split(job.spark.get("sparkSubmitParameters", ""))
            environment |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home)}
            submit = str(home / "bin" / "spark-submit")
            command = [submit, "--master", self.master, *conf, *more, entry_point, *arguments]
        else:
            python = environment.get("PYSPARK_DRIVER_PYTHON", sys.executable)
            command = [python, entry_point.removeprefix("local://"), *arguments]
        job.container = Container(command, environment, self._folder / f"{job.id}.log")

    def _spark_home(self, job: SubmittedJob) -> Path:
        """Return a Spark of the job's own, since executors work and log in a folder of it; by links to the real one."""
        home = self._folder / f"{job.id}-spark"
        home.mkdir()
        for part in SPARK.iterdir():
            (home / part.name).symlink_to(part)
        return home

    def release(self, job: SubmittedJob) -> None:
        """Start the driver of a job that was held."""
        with self._lock:
            self._run(job)

    def _list(self, application: str, query: Mapping[str, str]) -> Answer:
        since = time.mktime(time.strptime(query["createdAtAfter"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
        found = [job for job in self.jobs.values() if job.application == application and job.created > since]
        return 200, {"jobRuns": [{**self._described(job), "id": job.id} for job in found]}

    def _cancel(self, job: SubmittedJob) -> Answer:
        if job.state in ("SUCCESS", "FAILED", "CANCELLED"):
            return error(400, "ValidationException", f"Job run is in a terminal state. Current status: {job.state}")
        job.cancelled = True
        container = job.container
        if container is not None:
            container.kill()
        return 200, {"applicationId": job.application, "jobRunId": job.id}

    def _described(self, job: SubmittedJob) -> dict[str, Any]:
        if job.state in ("FAILED", "SUCCESS", "CANCELLED"):
            self._keep_log(job)
        return {
            "applicationId": job.application,
            "jobRunId": job.id,
            "arn": job.arn,
            "name": job.request["name"],
            "createdBy": "arn:aws:sts::123456789012:assumed-role/daemon/session",
            "createdAt": job.created,
            "updatedAt": time.time(),
            "executionRole": job.request["executionRoleArn"],
            "state": job.state,
            "stateDetails": job.details or f"Job is {job.state.lower()}",
            "releaseLabel": "emr-7.9.0",
            "jobDriver": job.request["jobDriver"],
        }

    def _keep_log(self, job: SubmittedJob) -> None:
        """Write the driver's log where EMR does when a job has ended."""
        monitoring = job.request["configurationOverrides"].get("monitoringConfiguration", {})
        uri = monitoring.get("s3MonitoringConfiguration", {}).get("logUri")
        if uri is None or job.container is None or job.logged:
            return
        job.logged = True
        parts = urlsplit(uri)
        key = f"{parts.path.strip('/')}/applications/{job.application}/jobs/{job.id}/SPARK_DRIVER/stderr.gz"
        body = gzip.compress(job.container.log.read_bytes())
        boto3.client("s3").put_object(Bucket=parts.netloc, Key=key.lstrip("/"), Body=body)

    def _in_image(self, text: str) -> str:
        for inside, outside in self._image.items():
            text = text.replace(inside, outside)
        return text

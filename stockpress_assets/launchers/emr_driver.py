"""The program that runs on a job's Spark driver and is the run's worker: ``emr_driver.py --run RUN --secret NAME=ARN``.

EMR starts it through spark-submit by its path in the image. It reads the secrets into its environment, then does what
``dagster api execute_run`` does, and ends the run cleanly when it is terminated. Nothing is launched from here.
"""

from __future__ import annotations

import argparse
import base64
import logging
import os
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    # A program's own folder comes first on Python's path, where this package's modules would be top-level ones. The
    # folder that the package lies in takes its place, so that an image needs no PYTHONPATH.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from dagster import DagsterInstance, DagsterRunStatus
from dagster._cli.api import execute_run_command
from dagster._core.instance.ref import InstanceRef
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import deserialize_value
from dagster._utils import send_interrupt

from stockpress_assets.launchers.refusals import AwsError
from stockpress_assets.launchers.secret_environment import SecretUnreadable, SecretVariable, read_secrets

TERMINATED = frozenset({DagsterRunStatus.CANCELING, DagsterRunStatus.CANCELED, DagsterRunStatus.FAILURE})
# How long the thread that asks whether the run was terminated may take to end.
FAREWELL_SECONDS = 5
# How long a run that was interrupted may take to end before its process does. EMR cancels sooner, where whoever
# terminated the run still lives to ask for it.
PATIENCE_SECONDS = 180

logger = logging.getLogger("dagster.emr_driver")


def main(argv: Sequence[str]) -> None:
    """Execute the run that *argv* names; exit with 1 where it fails."""
    arguments = _parse(argv)
    try:
        os.environ.update(read_secrets(arguments.secret))
    except (AwsError, SecretUnreadable) as error:
        sys.exit(f"the run was not started: {error}")
    run = deserialize_value(unpack(arguments.run), ExecuteRunArgs)
    if run.instance_ref is None:
        sys.exit(f"run {run.run_id} was not started: expected the instance in the arguments, found none")
    with _ending_when_terminated(run.instance_ref, run.run_id):
        execute_run_command.main(args=["--compressed-input-json", arguments.run], prog_name="execute_run")


def unpack(packed: str) -> str:
    """Return what emr_request.pack packed."""
    return zlib.decompress(base64.b64decode(packed)).decode()


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", required=True, help="ExecuteRunArgs, serialised and packed")
    parser.add_argument("--secret", action="append", default=[], type=SecretVariable.parse, metavar="NAME=ARN")
    return parser.parse_args(argv)


@contextmanager
def _ending_when_terminated(instance_ref: InstanceRef, run_id: str) -> Iterator[None]:
    """Interrupt the main thread as Ctrl-C does when the run is terminated.

    EMR tells only the JVM when it cancels a job, and the container ends with the JVM: so the driver asks Dagster
    itself, and the launcher gives it time to end the run as cancelled.
    """
    ended = threading.Event()
    asking = threading.Thread(
        target=_interrupt_when_terminated, args=(instance_ref, run_id, ended), name="termination", daemon=True
    )
    asking.start()
    try:
        yield
    finally:
        ended.set()
        asking.join(timeout=FAREWELL_SECONDS)


def _interrupt_when_terminated(instance_ref: InstanceRef, run_id: str, ended: threading.Event) -> None:
    with DagsterInstance.from_ref(instance_ref) as instance:
        while not ended.wait(instance.cancellation_thread_poll_interval_seconds):
            try:
                run = instance.get_run_by_id(run_id)
            except Exception:  # the database is away for now, whatever it raises then: asked again at the next turn
                logger.warning("run %s: cannot see whether it was terminated", run_id, exc_info=True)
                continue
            if run is not None and run.status in TERMINATED:
                send_interrupt()
                if not ended.wait(PATIENCE_SECONDS):
                    logger.error("run %s: terminated %d seconds ago and still at work", run_id, PATIENCE_SECONDS)
                    os._exit(1)
                return


if __name__ == "__main__":
    main(sys.argv[1:])

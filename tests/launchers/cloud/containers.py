"""A container as a process of its own, in a process group that can be ended as a whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a container gets from its host; everything else comes from whoever submitted it.
FROM_HOST = ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME")
AWS = ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class Container:
    """A running command; its output goes to *log*."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        host = {name: os.environ[name] for name in (*FROM_HOST, *AWS) if name in os.environ}
        self.log = log
        self.command = list(command)
        self._ended = False
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                self.command,
                env={**host, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        """What its first process ended with, 128 + the signal where it was killed; None while it runs.

        With its first process a container ends, whatever else runs in it.
        """
        code = self._process.poll()
        if code is not None and not self._ended:
            self._ended = True
            self.kill()
        return 128 - code if code is not None and code < 0 else code

    def ask_to_end(self) -> None:
        """Send SIGTERM to the first process, as a container's host does."""
        if self.exit_code is None:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End every process of the container at once."""
        with contextlib.suppress(ProcessLookupError):  # all of them have ended
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=10)

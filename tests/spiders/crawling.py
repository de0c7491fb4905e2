"""Starts the real crawl program as a Dagster run does, and reads what it reports through Pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_pipes import DAGSTER_PIPES_CONTEXT_ENV_VAR, DAGSTER_PIPES_MESSAGES_ENV_VAR, encode_param

from stockpress.settings import Settings

ROOT = Path(__file__).parents[2]
CONTEXT = {"asset_keys": ["articles"], "run_id": "test", "retry_number": 0, "extras": {}}


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl program left: its exit status, what it printed, its Pipes messages."""

    status: int
    stdout: str
    stderr: str
    messages: list[dict[str, Any]]

    @property
    def counts(self) -> dict[str, Any]:
        """The counts of the end."""
        return self._last["counts"]

    @property
    def error(self) -> str | None:
        """The error of the end."""
        return self._last.get("error")

    @property
    def log(self) -> list[str]:
        """The lines logged in the run."""
        return [message["params"]["message"] for message in self.messages if message["method"] == "log"]

    @property
    def renewed(self) -> list[dict[str, Any]]:
        """The sessions reported as new."""
        return [payload["session_renewed"] for payload in self._payloads if "session_renewed" in payload]

    @property
    def everything(self) -> str:
        """All that the program said, anywhere."""
        return self.stdout + self.stderr + json.dumps(self.messages)

    @property
    def _payloads(self) -> list[dict[str, Any]]:
        custom = (message for message in self.messages if message["method"] == "report_custom_message")
        return [message["params"]["payload"] for message in custom]

    @property
    def _last(self) -> dict[str, Any]:
        return next(payload for payload in reversed(self._payloads) if "counts" in payload)


def crawl(settings: Settings, source: str, year: int, folder: Path, *options: str) -> Crawled:
    """Run the crawl program to its end, which must have told no password and no key of a session to anybody."""
    with crawling(settings, source, year, folder, *options) as program:
        stdout, stderr = program.communicate(timeout=120)
    crawled = Crawled(program.returncode, stdout, stderr, messages_in(folder))
    passwords = [value for name, value in settings.environment.items() if name.endswith("_PASSWORD") and value]
    assert not [secret[:4] for secret in (*passwords, *settings.session_keys) if secret in crawled.everything]
    return crawled


@contextmanager
def crawling(
    settings: Settings, source: str, year: int, folder: Path, *options: str
) -> Iterator[subprocess.Popen[str]]:
    """Start the crawl program, and kill it at the end of the block where it still runs."""
    context, messages = folder / "context.json", folder / "messages.json"
    context.write_text(json.dumps(CONTEXT))
    messages.unlink(missing_ok=True)
    pipes = {
        DAGSTER_PIPES_CONTEXT_ENV_VAR: encode_param({"path": str(context)}),
        DAGSTER_PIPES_MESSAGES_ENV_VAR: encode_param({"path": str(messages)}),
    }
    command = [sys.executable, "-W", "error", "-m", "stockpress_spiders", source, str(year), *options]
    environment = {**settings.child_environment(), **pipes}
    program = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def messages_in(folder: Path) -> list[dict[str, Any]]:
    """Return the Pipes messages written until now."""
    file = folder / "messages.json"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

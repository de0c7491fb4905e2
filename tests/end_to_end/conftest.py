"""The whole desk, as a person starts it: `stockpress ui` with its store, daemon, webserver and code locations.

The sample press runs inside the test, so that its switchboard can be turned; everything else is a real program.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from tests.end_to_end.graphql import LOCATIONS, Dagster, eventually

SUBSCRIBER = {
    "STOCKPRESS_SAMPLE_PRESS_USERNAME": "reader@press.example",
    "STOCKPRESS_SAMPLE_PRESS_PASSWORD": "correct horse battery staple",
}


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def press() -> Press:
    """The publisher, with its switchboard at hand."""
    return Press.from_stories(
        username=SUBSCRIBER["STOCKPRESS_SAMPLE_PRESS_USERNAME"], password=SUBSCRIBER["STOCKPRESS_SAMPLE_PRESS_PASSWORD"]
    )


@pytest.fixture(scope="module")
def user(desk_settings: Settings, press: Press, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A user's settings: a home of their own and a subscription to the press."""
    press.switchboard.publish_now("Acme and Nvidia open a plant in Dresden")
    with running_press(press) as url:
        yield desk_settings.with_environment(
            **SUBSCRIBER,
            STOCKPRESS_HOME=str(tmp_path_factory.mktemp("user")),
            STOCKPRESS_JARS=str(desk_settings.jars),
            STOCKPRESS_SAMPLE_PRESS_URL=url,
        )


@pytest.fixture(scope="module")
def dagster(user: Settings) -> Iterator[Dagster]:
    """`stockpress ui`, up with both code locations; ended by Ctrl-C, after which nothing may be left."""
    port = free_port()
    log = Path(user.home) / "ui.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "stockpress_desk", "ui", "--port", str(port)],
            env=user.child_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            client = Dagster(f"http://127.0.0.1:{port}")
            eventually("both code locations load", lambda: _loaded(client, process, log), seconds=120)
            yield client
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)


def _loaded(client: Dagster, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        entries = client.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    states = {entry["name"]: entry["locationOrLoadError"] for entry in entries}
    if set(states) != {"crawl", "nlp"} or not all(states.values()):
        return False
    assert all(state["__typename"] == "RepositoryLocation" for state in states.values()), states
    return True

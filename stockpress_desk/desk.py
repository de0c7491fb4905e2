"""The desk on one machine: the store, the sample press and the settings that the desk's programs are started with."""

from __future__ import annotations

import hmac
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from stockpress.settings import Settings
from stockpress_desk.browser import find_chromium
from stockpress_desk.database import running_database
from stockpress_desk.folders import require_writable
from stockpress_desk.java import find_java
from stockpress_desk.programs import ROOT, await_port, require_free_port, running
from stockpress_desk.setup import session_keys
from stockpress_spiders.sources import load_sources


@contextmanager
def open_desk(settings: Settings) -> Iterator[Settings]:
    """Start the store and yield the settings that the desk's programs run with; stop what was started at the end."""
    require_writable(settings.home, "STOCKPRESS_HOME")
    dagster_home = settings.home / "dagster"
    dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "dagster.yaml", dagster_home / "dagster.yaml")
    with running_database(settings) as uri:
        yield settings.with_environment(
            STOCKPRESS_MONGODB_URI=uri,
            STOCKPRESS_SESSION_KEYS=",".join(session_keys(settings)),
            STOCKPRESS_CHROMIUM=find_chromium(settings) or "",
            DAGSTER_HOME=str(dagster_home),
            JAVA_HOME=str(find_java(settings)),
        )


@contextmanager
def open_sample_press(settings: Settings) -> Iterator[Settings]:
    """Start the embedded publisher, or use the one that this desk runs already; yield settings that can sign in there.

    Its one subscriber's password is derived from the desk's session key, so that every command of a desk knows it.
    """
    url = settings.home_of("sample_press", load_sources()["sample_press"].home)
    ours = {
        "STOCKPRESS_SAMPLE_PRESS_URL": url,
        "STOCKPRESS_SAMPLE_PRESS_USERNAME": "reader@stockpress.example",
        "STOCKPRESS_SAMPLE_PRESS_PASSWORD": _derived_password(settings),
    }
    subscribed = settings.with_environment(
        **{name: settings.environment.get(name, value) for name, value in ours.items()}
    )
    if _is_sample_press(url):
        yield subscribed
        return
    port = urlsplit(url).port or 80
    require_free_port(port, "STOCKPRESS_SAMPLE_PRESS_URL", "the sample press")
    command = [sys.executable, "-m", "stockpress_spiders.sample_press", "--port", str(port)]
    with running(command, subscribed, settings.home / "sample_press.log") as press:
        await_port(port, press, "the sample press")
        yield subscribed


def _derived_password(settings: Settings) -> str:
    return hmac.digest(settings.require_session_keys()[0].encode(), b"sample press", "sha256").hex()[:16]


def _is_sample_press(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/robots.txt", timeout=2) as answer:
            return "The Sample Press" in answer.read(4096).decode(errors="replace")
    except OSError:
        return False

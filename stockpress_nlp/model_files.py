"""Where the files of registered models lie: each model in a folder of its own that never changes, here or far away.

Which models there are is not known here.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stockpress_nlp import mlflow_access


def keep(folder: Path, place: str, loader: str | None) -> None:
    """Copy the model in *folder* to *place*, a folder or an address; as a pyfunc model where it has a *loader*."""
    if Path(place).exists():
        return
    with tempfile.TemporaryDirectory(prefix="stockpress-model-") as scratch:
        written = folder
        if loader:
            written = Path(scratch) / "pyfunc"
            mlflow_access.write_pyfunc(written, loader, folder)
        if _is_address(place):
            mlflow_access.store_folder(written, place)
            return
        with _whole(Path(place)) as unfinished:
            shutil.copytree(written, unfinished, dirs_exist_ok=True)


def here(place: str, fetched: Path) -> Path:
    """Return the folder of the model at *place*; from an address it is fetched, once, into the folder *fetched*."""
    folder = fetched / place.rpartition("/")[2] if _is_address(place) else Path(place)
    if not folder.is_dir():
        with _whole(folder) as unfinished:
            mlflow_access.fetch_folder(place, unfinished)
    return folder


def _is_address(place: str) -> bool:
    return "://" in place


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Yield a folder to write to that becomes *folder* once it is whole; another process may have been first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield unfinished
        with suppress(OSError):
            unfinished.rename(folder)
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder}: expected to be able to write a model there, could not")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)

"""The publishers, one file each; being here is being registered, and a source is named like its file.

Nothing is loaded on import: ask ``load_sources``. A user's own sources may lie in a folder outside of the package.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from stockpress.settings import InvalidSetting, Settings
from stockpress_spiders.source import InvalidSource, Source


def load_sources(extra: Path | None = None) -> dict[str, Source]:
    """Return all sources by name, those of the folder *extra* among them.

    Raises InvalidSource for a file without a SOURCE of the file's name, and for two files of one name.
    """
    sources: dict[str, Source] = {}
    for file in [*_files(Path(__file__).parent), *(_files(extra) if extra is not None else ())]:
        if file.stem in sources:
            raise InvalidSource(f"{file}: there is a source {file.stem} already; give this one another name")
        sources[file.stem] = _source(file)
    return sources


def subscribed_sources(settings: Settings) -> dict[str, Source]:
    """Return the sources that the desk subscribes to, by name; raise InvalidSetting where one is not installed."""
    known = load_sources(settings.sources)
    unknown = sorted(set(settings.subscriptions) - set(known))
    if unknown:
        raise InvalidSetting(
            f"STOCKPRESS_SUBSCRIPTIONS: expected sources among {', '.join(known)}, found {', '.join(unknown)}"
        )
    return {name: known[name] for name in settings.subscriptions}


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise InvalidSource(f"{folder}: expected a folder of sources, found none; correct STOCKPRESS_SOURCES")
    yield from sorted(file for file in folder.glob("*.py") if not file.name.startswith("_"))


def _source(file: Path) -> Source:
    source = getattr(_load(file), "SOURCE", None)
    if not isinstance(source, Source):
        raise InvalidSource(f"{file}: expected SOURCE = Source(...), found {type(source).__name__}")
    if source.name != file.stem:
        raise InvalidSource(f"{file}: expected a source named like its file, {file.stem}, found {source.name}")
    return source


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{__name__}.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise InvalidSource(f"{file}: expected a Python file, found something that cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""A model that reads articles: its name, its version, where its files lie. Loading one is not done here.

The version tells one set of files, read by one state of our code, from every other: what is made with another version
is stale.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

PACKAGED = Path(str(files("stockpress_nlp"))) / "models"
ENTITIES = PACKAGED / "entities"
# raised when the same files give other tags, because the code around them has changed
ENTITY_CODE = "7"
# a model card may be mended without any tag becoming stale
NOT_READ = {".md"}


@dataclass(frozen=True, slots=True)
class Model:
    """A model in ``folder``; results carry ``name`` and ``version``."""

    name: str
    version: str
    folder: Path


class ModelMissing(FileNotFoundError):
    """A folder has no model in it; says what was expected where."""


@cache
def packaged_entity_model() -> Model:
    """Return the entity model that comes with this package."""
    return entity_model("stockpress-entities", ENTITIES)


def entity_model(name: str, folder: Path) -> Model:
    """Return the entity model in *folder*, its version worked out from what its files say and from our code."""
    return Model(name, f"{ENTITY_CODE}-{content_version(folder)}", folder)


def content_version(folder: Path) -> str:
    """Return a short text that changes with the name or the content of a file in *folder*, cards apart."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in NOT_READ)
    if not found:
        raise ModelMissing(f"{folder}: expected the files of a model, found none")
    content = hashlib.sha256()
    for path in found:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        content.update(f"{path.relative_to(folder).as_posix()} {digest}\n".encode())
    return content.hexdigest()[:12]

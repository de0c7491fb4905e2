"""The registry of models: which versions there are, where their files lie, which one is in use.

Two models are registered, under the names of their assets: ``entity_model`` and ``summary_model``. Those that come with
this package register themselves, and follow the package; what is put in use by hand stays in use. The files of each
version lie in a folder of their own, named by what is in them, so that a version can be gone back to.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stockpress.settings import Settings
from stockpress_nlp import mlflow_access
from stockpress_nlp.model import Model, content_version
from stockpress_nlp.model_files import here, keep
from stockpress_nlp.model_kinds import KINDS, Kind

if TYPE_CHECKING:
    from stockpress_nlp.mlflow_access import MlflowClient, MlflowVersion

IN_USE = "production"
PACKAGED = "this package"


class UnknownModel(ValueError):
    """No model or no version of that name is registered; says which there are."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A version of the model *kind*. Results carry ``title`` and ``version``; its files lie at ``source``.

    ``origin`` is where they came from, ``in_use_since`` is None unless it is the one in use.
    """

    kind: Kind
    number: int
    title: str
    digest: str
    source: str
    origin: str
    added: datetime
    in_use_since: datetime | None

    @property
    def version(self) -> str:
        """The version that results carry: of the files, and of our code around them."""
        return self.kind.version(self.digest)


class ModelRegistry:
    """The registry that *settings* name: a file under the desk's home, a database or an mlflow server."""

    def __init__(self, settings: Settings) -> None:
        self._uri = settings.mlflow_uri or f"sqlite:///{settings.home / 'mlflow.db'}"
        self._root = settings.models or str(settings.home / "models")
        self._fetched = settings.home / "models"

    def versions(self, name: str) -> list[Registered]:
        """Return the versions of a model, oldest first."""
        with self._client() as client:
            return _versions(client, _kind(name))

    def in_use(self, name: str) -> Registered:
        """Return the version in use, once the one that comes with this package is registered."""
        kind = _kind(name)
        digest = content_version(kind.packaged)
        with self._client() as client:
            known = _versions(client, kind)
            used = next((each for each in known if each.in_use_since), None)
            ours = next((each for each in known if each.digest == digest), None)
            if used and ours:
                return used
            ours = ours or self._register(client, kind, kind.packaged, kind.title, PACKAGED)
            return used if used and used.origin != PACKAGED else _put_in_use(client, ours)

    def add(self, name: str, folder: Path, title: str | None = None) -> Registered:
        """Register the model in *folder* without using it, or return it where it is registered; *title* names it."""
        kind = _kind(name)
        kind.require(folder)
        self.in_use(name)
        digest = content_version(folder)
        with self._client() as client:
            known = next((each for each in _versions(client, kind) if each.digest == digest), None)
            place = folder.resolve()
            return known or self._register(client, kind, folder, title or place.name, str(place))

    def use(self, name: str, number: int) -> Registered:
        """Put a version in use."""
        self.in_use(name)
        known = self.versions(name)
        chosen = next((each for each in known if each.number == number), None)
        if chosen is None:
            numbers = ", ".join(str(each.number) for each in known)
            raise UnknownModel(f"version {number} of {name}: expected one of {numbers}; `stockpress models` lists them")
        with self._client() as client:
            return _put_in_use(client, chosen)

    def fetch(self, version: Registered) -> Model:
        """Return the model with its files on this machine."""
        return Model(version.title, version.version, here(version.source, self._fetched / version.kind.name))

    def _register(self, client: MlflowClient, kind: Kind, folder: Path, title: str, origin: str) -> Registered:
        digest = content_version(folder)
        source = f"{self._root}/{kind.name}/{digest}"
        keep(folder, source, kind.loader)
        client.create_model_version(kind.name, source=source, tags={"title": title, "digest": digest, "origin": origin})
        # Two processes may have done so at once: the first of them counts.
        first, *later = (each for each in _versions(client, kind) if each.digest == digest)
        for each in later:
            client.delete_model_version(kind.name, str(each.number))
        return first

    def _client(self) -> AbstractContextManager[MlflowClient]:
        return mlflow_access.client(self._uri)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise UnknownModel(f"model {name}: expected one of {', '.join(KINDS)}")
    return KINDS[name]


def _versions(client: MlflowClient, kind: Kind) -> list[Registered]:
    """Return the versions of *kind*, oldest first; an entry is made for a kind that has none."""
    entry = mlflow_access.registered_model(client, kind.name)
    used = entry.aliases.get(IN_USE)
    found = mlflow_access.versions(client, kind.name)
    return sorted((_registered(kind, each, used) for each in found), key=lambda each: each.number)


def _registered(kind: Kind, version: MlflowVersion, used: str | None) -> Registered:
    tags, number = version.tags, int(version.version)
    return Registered(
        kind,
        number,
        title=tags["title"],
        digest=tags["digest"],
        source=version.source or "",
        origin=tags["origin"],
        added=datetime.fromtimestamp(version.creation_timestamp / 1000, UTC),
        in_use_since=datetime.fromisoformat(tags["in_use_since"]) if used is not None and int(used) == number else None,
    )


def _put_in_use(client: MlflowClient, version: Registered) -> Registered:
    """Put *version* in use; where it is already, since when stays."""
    if version.in_use_since:
        return version
    now = datetime.now(UTC).replace(microsecond=0)
    client.set_model_version_tag(version.kind.name, str(version.number), "in_use_since", now.isoformat())
    client.set_registered_model_alias(version.kind.name, IN_USE, str(version.number))
    return replace(version, in_use_since=now)

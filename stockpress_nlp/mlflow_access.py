"""What is asked of mlflow; its only importer. mlflow is imported with the first call, for that takes seconds of CPU.

Which models there are, and which one is in use, is kept in stockpress_nlp.model_registry.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion as MlflowVersion
    from mlflow.entities.model_registry import RegisteredModel
    from pyspark.sql import Column, SparkSession

# mlflow tells its makers that it was imported, and by whom, and puts the working folder's uv.lock beside each model.
SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_UV_AUTO_DETECT": "false",
}

SQLITE = "sqlite:///"


class RegistryUnavailable(ConnectionError):
    """The registry of models does not answer, or refuses; says where it was expected."""


@contextmanager
def client(uri: str) -> Iterator[MlflowClient]:
    """Yield a client of the registry at *uri*; raise RegistryUnavailable, without its password, where one fails."""
    mlflow = _mlflow()
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with _alone(uri) as file:
            if file is not None and not file.exists():
                _make_registry(file)
            client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
        yield client
    except (mlflow.exceptions.MlflowException, SQLAlchemyError, ImportError) as error:
        raise RegistryUnavailable(
            f"the registry of models at {_without_password(uri)} does not answer: {str(error).splitlines()[0]};"
            " correct STOCKPRESS_MLFLOW_URI, or unset it for a registry on this machine"
        ) from error


def registered_model(client: MlflowClient, name: str) -> RegisteredModel:
    """Return the entry *name* of the registry, made where there is none yet."""
    refused = _mlflow().exceptions.MlflowException
    try:
        return client.get_registered_model(name)
    except refused as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
    try:
        return client.create_registered_model(name)
    except refused as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    return client.get_registered_model(name)


def versions(client: MlflowClient, name: str) -> list[MlflowVersion]:
    """Return the versions of the entry *name*."""
    return list(client.search_model_versions(f"name = '{name}'"))


def store_folder(folder: Path, destination: str) -> None:
    """Copy all in *folder* to *destination*, a folder or an address such as ``s3://bucket/models``."""
    _mlflow()
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    get_artifact_repository(destination).log_artifacts(str(folder))


def fetch_folder(source: str, destination: Path) -> None:
    """Copy all at the address *source* into *destination*, which exists."""
    _mlflow()
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    get_artifact_repository(source).download_artifacts("", dst_path=str(destination))


def write_pyfunc(folder: Path, loader: str, data: Path) -> None:
    """Write a pyfunc model into *folder*: a copy of *data*, and the name of the module of ours that reads it."""
    _mlflow().pyfunc.save_model(path=str(folder), loader_module=loader, data_path=str(data), pip_requirements=[])


def spark_function(spark: SparkSession, folder: Path) -> Callable[..., Column]:
    """Return the pyfunc model in *folder* as a function of columns that gives text."""
    return _mlflow().pyfunc.spark_udf(spark, str(folder), env_manager="local", result_type="string")


@contextmanager
def _alone(uri: str) -> Iterator[Path | None]:
    """Yield the file at *uri*, where it is one, and let no other process of this machine open it meanwhile.

    Two that make its tables break it.
    """
    if not uri.startswith(SQLITE):
        yield None
        return
    file = Path(uri.removeprefix(SQLITE))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield file


def _make_registry(file: Path) -> None:
    """Make a registry aside and put it at *file* when it is whole: one with half of its tables would never open."""
    aside = file.with_name(f"{file.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    _mlflow().MlflowClient(tracking_uri=f"{SQLITE}{aside / file.name}", registry_uri=f"{SQLITE}{aside / file.name}")
    (aside / file.name).rename(file)
    aside.rmdir()


def _without_password(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else uri


@cache
def _mlflow() -> ModuleType:
    os.environ.update(SETTINGS)
    with warnings.catch_warnings(action="ignore"):  # of its own type hints
        import mlflow
        import mlflow.artifacts
        import mlflow.pyfunc

    # "Calling spark_udf() with env_manager=local does not recreate the same environment": that is what is wanted
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    return mlflow

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress_nlp.mlflow_access import RegistryUnavailable
from stockpress_nlp.model import ENTITIES, ModelMissing, content_version, packaged_entity_model
from stockpress_nlp.model_kinds import KINDS, SUMMARIES
from stockpress_nlp.model_registry import PACKAGED, ModelRegistry, UnknownModel
from stockpress_nlp.summariser_folder import load_summariser

IN_USE = """
from stockpress.settings import Settings
from stockpress_nlp.model_registry import ModelRegistry
print(ModelRegistry(Settings.from_environment()).in_use("summary_model").number)
"""
KILLED_AMONG_TABLES = """
import os, signal
from sqlalchemy import Engine, event

@event.listens_for(Engine, "after_cursor_execute")
def kill(connection, cursor, statement, *others):
    if "CREATE TABLE logged_models" in statement:
        os.kill(os.getpid(), signal.SIGKILL)
"""
Export = Callable[[str], Path]


@pytest.fixture
def settings(tmp_path: Path, registry: ModelRegistry, desk_settings: Settings) -> Settings:
    """Settings with a registry of the test's own: a copy of the test run's, since a new one takes seconds."""
    for name in KINDS:
        registry.in_use(name)
    (tmp_path / "home").mkdir()
    shutil.copy(desk_settings.home / "mlflow.db", tmp_path / "home")
    return Settings.from_environment({"STOCKPRESS_HOME": str(tmp_path / "home")})


@pytest.fixture
def own(settings: Settings) -> ModelRegistry:
    """The registry of these settings."""
    return ModelRegistry(settings)


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Make a folder with another summary model of that name."""

    def made(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "summariser.json").write_text(json.dumps({"summariser": "extractive", "called": name}))
        return folder

    return made


def test_the_models_that_come_with_the_package_register_themselves(own: ModelRegistry):
    entities, summaries = (own.in_use(name) for name in ("entity_model", "summary_model"))
    assert own.fetch(entities).version == packaged_entity_model().version
    assert content_version(own.fetch(entities).folder) == content_version(ENTITIES)
    assert (entities.number, summaries.number, summaries.origin) == (1, 1, PACKAGED)
    assert own.in_use("entity_model") == entities
    assert own.versions("entity_model") == [entities]
    assert not (own.fetch(summaries).folder / "uv.lock").exists(), "the working folder is no part of a model"


def test_a_version_is_used_when_it_is_told_and_can_be_gone_back_from(own: ModelRegistry, export: Export):
    added = own.add("summary_model", export("bart"))
    assert (added.number, added.title, added.in_use_since) == (2, "bart", None)
    assert own.in_use("summary_model").number == 1
    assert own.use("summary_model", 2).in_use_since is not None
    assert own.in_use("summary_model").version == added.version != own.versions("summary_model")[0].version
    own.use("summary_model", 1)
    assert [each.number for each in own.versions("summary_model") if each.in_use_since] == [1]


def test_a_process_killed_while_it_makes_the_registry_leaves_none_that_does_not_open(tmp_path: Path):
    settings = Settings.from_environment({"STOCKPRESS_HOME": str(tmp_path / "home")})
    program = [sys.executable, "-W", "ignore", "-c", KILLED_AMONG_TABLES + IN_USE]
    assert subprocess.run(program, env=settings.child_environment()).returncode == -signal.SIGKILL
    assert ModelRegistry(settings).in_use("summary_model").number == 1


def test_the_same_files_are_registered_once(own: ModelRegistry, export: Export):
    folder = export("bart")
    assert own.add("summary_model", folder) == own.add("summary_model", folder)
    assert own.add("summary_model", SUMMARIES).number == 1


def test_a_new_checkout_brings_its_model_unless_another_is_in_use(
    own: ModelRegistry, export: Export, monkeypatch: pytest.MonkeyPatch
):
    def check_out(folder: Path) -> None:
        monkeypatch.setitem(KINDS, "summary_model", replace(KINDS["summary_model"], packaged=folder))

    assert own.in_use("summary_model").number == 1
    check_out(export("next"))
    assert own.in_use("summary_model").number == 2
    own.use("summary_model", own.add("summary_model", export("ours")).number)
    check_out(export("after next"))
    assert own.in_use("summary_model").number == 3
    assert [each.origin == PACKAGED for each in own.versions("summary_model")] == [True, True, False, True]


def test_two_processes_at_once_register_one_version(tmp_path: Path):
    settings = Settings.from_environment().with_environment(STOCKPRESS_HOME=str(tmp_path / "home"))
    command = [sys.executable, "-c", IN_USE]
    both = [
        subprocess.Popen(
            command, env=settings.child_environment(), cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [process.communicate()[0].strip() for process in both] == ["1", "1"]
    assert len(ModelRegistry(settings).versions("summary_model")) == 1


def test_files_far_away_are_fetched_once(settings: Settings, tmp_path: Path, export: Export):
    far = (tmp_path / "far").as_uri()
    registry = ModelRegistry(settings.with_environment(STOCKPRESS_MODELS=far))
    version = registry.use("summary_model", registry.add("summary_model", export("bart")).number)
    assert version.source.startswith(far)
    folder = registry.fetch(version).folder
    assert (folder / "MLmodel").is_file() and folder.is_relative_to(tmp_path / "home")
    (folder / "seen").touch()
    assert (registry.fetch(version).folder / "seen").exists()
    assert load_summariser(next(folder.glob("data/*"))).summarise(["Shares rise"], ["They rose."], ["en"]) == [
        "They rose."
    ]


def test_what_is_no_model_is_refused(own: ModelRegistry, tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"model\.onnx: expected a file of an entity model"):
        own.add("entity_model", tmp_path)
    with pytest.raises(ModelMissing, match=r"summariser\.json: expected .* extractive"):
        own.add("summary_model", tmp_path)
    with pytest.raises(UnknownModel, match="expected one of entity_model, summary_model"):
        own.in_use("models")
    with pytest.raises(UnknownModel, match="version 7 of summary_model: expected one of 1; `stockpress models`"):
        own.use("summary_model", 7)


def test_a_registry_that_does_not_answer_is_named_without_its_password(tmp_path: Path):
    file = tmp_path / "no_database"
    file.write_text("hunter2 " * 100)
    with pytest.raises(RegistryUnavailable, match=r"the registry of models at .*no_database does not answer"):
        ModelRegistry(Settings.from_environment({"STOCKPRESS_MLFLOW_URI": f"sqlite:///{file}"})).versions(
            "entity_model"
        )

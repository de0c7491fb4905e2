"""Which launcher gets a run, and who is asked about it afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.errors import DagsterInvalidConfigError
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.storage.dagster_run import DagsterRun
from dagster._core.test_utils import create_run_for_test
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._serdes import ConfigurableClass, ConfigurableClassData

from stockpress_assets.launchers.routing import InvalidRoute, Routes, RoutingRunLauncher

ROUTES = Routes(frozenset({"ecs", "emr", "local"}), "ecs", {"nlp": "emr"})
BUILT: list[str] = []


class RecordingRunLauncher(RunLauncher[dg.DagsterInstance], ConfigurableClass):
    """A launcher that writes down what it is asked."""

    def __init__(self, name: str, health: bool, inst_data: ConfigurableClassData | None) -> None:
        self.name, self.health, self._inst_data = name, health, inst_data
        self.asked: list[str] = []
        BUILT.append(name)
        super().__init__()

    @property
    def inst_data(self):
        return self._inst_data

    @classmethod
    def config_type(cls):
        return {"name": dg.StringSource, "health": dg.Field(bool, default_value=True)}

    @classmethod
    def from_config_value(cls, inst_data, config_value):
        return cls(**config_value, inst_data=inst_data)

    def launch_run(self, context: LaunchRunContext) -> None:
        run = self._instance.get_run_by_id(context.dagster_run.run_id)
        assert run is not None
        self.asked.append(f"launch {run.tags['routing/launched_by']}")

    def terminate(self, run_id: str) -> bool:
        self.asked.append("terminate")
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        return self.health

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        self.asked.append("health")
        return CheckRunHealthResult(WorkerStatus.FAILED, self.name)

    def get_run_worker_debug_info(self, run: DagsterRun, include_container_logs: bool | None = True) -> str:
        return f"info of {self.name}"


def entry(name: Any, **config: Any) -> dict[str, Any]:
    """Return a launcher of dagster.yaml."""
    return {"module": __name__, "class": "RecordingRunLauncher", "config": {"name": name, **config}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DAGSTER_HOME whose runs are routed to two recording launchers."""
    BUILT.clear()
    monkeypatch.setenv("SECOND", "two")
    config = {
        "run_launcher": {
            "module": "stockpress_assets.launchers.routing",
            "class": "RoutingRunLauncher",
            "config": {
                "default": "first",
                "by_location": {"nlp": "second"},
                "launchers": {"first": entry("one", health=False), "second": entry({"env": "SECOND"})},
            },
        }
    }
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(config))
    return tmp_path


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    """An instance over it."""
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


def run_of(location: str | None, **tags: str) -> DagsterRun:
    """Return a run of a code location; tags are named with a double underscore for a slash."""
    origin = None if location is None else origin_of(location)
    return DagsterRun(
        "job", tags={name.replace("__", "/"): value for name, value in tags.items()}, remote_job_origin=origin
    )


def origin_of(location: str) -> RemoteJobOrigin:
    """Return the origin of a job in a code location."""
    code = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="m"), location_name=location)
    return RemoteJobOrigin(RemoteRepositoryOrigin(code, "__repository__"), "job")


def launch(instance: dg.DagsterInstance, location: str, **tags: str) -> DagsterRun:
    """Make a run and have it launched."""
    tags = {name.replace("__", "/"): value for name, value in tags.items()}
    run = create_run_for_test(instance, job_name="job", remote_job_origin=origin_of(location), tags=tags)
    instance.run_launcher.launch_run(LaunchRunContext(run, None))
    return run


def child(instance: dg.DagsterInstance, name: str) -> RecordingRunLauncher:
    """Return a launcher inside the routing one."""
    launcher = instance.run_launcher
    assert isinstance(launcher, RoutingRunLauncher)
    found = launcher._built[name]
    assert isinstance(found, RecordingRunLauncher)
    return found


@pytest.mark.parametrize(
    ("run", "launcher"),
    [
        (run_of("crawl"), "ecs"),
        (run_of("nlp"), "emr"),
        (run_of(None), "ecs"),
        (run_of("nlp", routing__launcher="local"), "local"),
        (run_of("nlp", routing__launched_by="ecs"), "emr"),
    ],
    ids=["default", "location", "no location", "tag", "a run that is tried again is routed afresh"],
)
def test_a_run_is_routed_by_tag_then_location_then_default(run: DagsterRun, launcher: str):
    assert ROUTES.choose(run) == launcher


def test_who_launched_a_run_is_asked_about_it_whatever_the_routes_say_now():
    assert ROUTES.launched_by(run_of("nlp", routing__launched_by="local")) == "local"
    assert ROUTES.launched_by(run_of("nlp")) == "emr"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ROUTES.choose(run_of("x", routing__launcher="k8s")), "tag routing/launcher: expected one of"),
        (lambda: ROUTES.launched_by(run_of("x", routing__launched_by="k8s")), "add that launcher to dagster.yaml"),
        (lambda: Routes(frozenset({"ecs"}), "emr"), "default: expected one of the launchers ecs, found 'emr'"),
        (lambda: Routes(frozenset({"ecs"}), "ecs", {"nlp": "emr"}), "by_location, nlp: expected"),
    ],
)
def test_a_launcher_that_is_not_there_is_named(make, message: str):
    with pytest.raises(InvalidRoute, match=message):
        make()


def test_a_launcher_is_built_when_the_first_run_needs_it_and_once(instance: dg.DagsterInstance):
    assert isinstance(instance.run_launcher, RoutingRunLauncher)
    assert BUILT == []
    launch(instance, "nlp")
    launch(instance, "nlp")
    assert BUILT == ["two"]


def test_launching_terminating_health_and_debugging_go_to_the_runs_own_launcher(instance: dg.DagsterInstance):
    run = launch(instance, "crawl", routing__launcher="second")
    launcher = instance.run_launcher
    assert launcher.terminate(run.run_id)
    assert launcher.check_run_worker_health(run).msg == "two"
    assert launcher.get_run_worker_debug_info(run) == "info of two"
    assert child(instance, "second").asked == ["launch second", "terminate", "health"]


def test_a_launcher_that_checks_no_health_leaves_its_runs_alone(instance: dg.DagsterInstance):
    run = launch(instance, "crawl")
    assert instance.run_launcher.supports_check_run_worker_health
    assert instance.run_launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert child(instance, "first").asked == ["launch first"]


def test_a_run_that_is_unknown_is_not_terminated(instance: dg.DagsterInstance):
    assert not instance.run_launcher.terminate("00000000-0000-0000-0000-000000000000")


def test_what_only_the_deployment_knows_is_laid_over_the_configuration(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MORE", json.dumps({"name": "three", "nested": {"b": [2]}}))
    launcher = _rehydrated({**entry("one", nested={"a": 1, "b": [1]}), "config_json": {"env": "MORE"}})
    assert launcher._described["only"].config_dict == {"name": "three", "nested": {"a": 1, "b": [2]}}


@pytest.mark.parametrize("text", ["{", "[]"])
def test_what_is_laid_over_must_be_an_object(text: str):
    with pytest.raises(InvalidRoute, match="launchers, only, config_json: expected"):
        _rehydrated({**entry("one"), "config_json": text})


def test_a_variable_that_is_not_set_is_named():
    with pytest.raises(DagsterInvalidConfigError, match="NOT_SET_ANYWHERE"):
        _rehydrated({**entry("one"), "config_json": {"env": "NOT_SET_ANYWHERE"}})


def _rehydrated(described: Mapping[str, Any]) -> RoutingRunLauncher:
    config = yaml.safe_dump({"default": "only", "launchers": {"only": described}})
    data = ConfigurableClassData("stockpress_assets.launchers.routing", "RoutingRunLauncher", config)
    return data.rehydrate(as_type=RoutingRunLauncher)

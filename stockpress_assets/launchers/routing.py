"""The run launcher that launches nothing itself: it hands each run to one of several launchers.

Which one: the run's tag ``routing/launcher``, else its code location, else the default. Who launched a run is recorded
on it, so that terminating and health checks go to the same launcher after the configuration has changed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import yaml
from dagster import DagsterRun, Field, Map, Permissive, Shape, StringSource
from dagster._config.config_schema import UserConfigSchema
from dagster._core.instance import DagsterInstance
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass, ConfigurableClassData

CHOICE_TAG = "routing/launcher"
RECORD_TAG = "routing/launched_by"


class InvalidRoute(ValueError):
    """A run or the configuration names a launcher that there is none of, or describes one wrongly."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Which launcher a run belongs to, by name. Raises InvalidRoute where a name has no launcher."""

    launchers: frozenset[str]
    default: str
    by_location: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._require("default", self.default)
        for location, name in self.by_location.items():
            self._require(f"by_location, {location}", name)

    def choose(self, run: DagsterRun) -> str:
        """Return the launcher that *run* is to be launched by."""
        chosen = run.tags.get(CHOICE_TAG)
        if chosen is not None:
            return self._require(f"tag {CHOICE_TAG}", chosen)
        location = run.remote_job_origin.location_name if run.remote_job_origin else None
        return self.by_location.get(location, self.default) if location else self.default

    def launched_by(self, run: DagsterRun) -> str:
        """Return the launcher that launched *run*, or would, where none is recorded."""
        recorded = run.tags.get(RECORD_TAG)
        return self.choose(run) if recorded is None else self._require(f"tag {RECORD_TAG}", recorded)

    def _require(self, where: str, name: str) -> str:
        if name not in self.launchers:
            raise InvalidRoute(
                f"{where}: expected one of the launchers {', '.join(sorted(self.launchers))}, found {name!r};"
                " correct it, or add that launcher to dagster.yaml"
            )
        return name


class RoutingRunLauncher(RunLauncher[DagsterInstance], ConfigurableClass):
    """Hands each run to one of its launchers; see docs/launchers.md for its configuration.

    A launcher is built when the first run needs it, so that a process which only loads the instance, such as a run's
    worker or a code server, needs neither its packages nor its permissions.
    """

    def __init__(
        self,
        routes: Routes,
        launchers: Mapping[str, ConfigurableClassData],
        inst_data: ConfigurableClassData | None = None,
    ) -> None:
        self._routes = routes
        self._described = dict(launchers)
        self._built: dict[str, RunLauncher[DagsterInstance]] = {}
        self._building = threading.Lock()
        self._inst_data = inst_data
        super().__init__()

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        return self._inst_data

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        return {
            "launchers": Field(
                Map(
                    str,
                    Shape(
                        {
                            "module": str,
                            "class": str,
                            "config": Field(Permissive(), is_required=False),
                            "config_json": Field(StringSource, is_required=False),
                        }
                    ),
                ),
                description="The launchers by name, each as it would stand under `run_launcher`. `config_json` is a"
                " JSON object laid over `config`: for what only the deployment knows, from a variable.",
            ),
            "default": Field(str, description="The launcher of a run that nothing else decides for."),
            "by_location": Field(
                Map(str, str), default_value={}, description="The launcher of the runs of a code location."
            ),
        }

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        launchers = {name: _described(name, entry) for name, entry in config_value["launchers"].items()}
        routes = Routes(frozenset(launchers), config_value["default"], config_value["by_location"])
        return cls(routes, launchers, inst_data)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Launch the run through the launcher it belongs to; raise InvalidRoute where its tag names none."""
        run = context.dagster_run
        name = self._routes.choose(run)
        # before it is launched: should this process die in between, the run can still be found and terminated
        self._instance.add_run_tags(run.run_id, {RECORD_TAG: name})
        self._launcher(name).launch_run(context)

    def terminate(self, run_id: str) -> bool:
        """Terminate the run through the launcher that launched it."""
        run = self._instance.get_run_by_id(run_id)
        return False if run is None else self._launcher_of(run).terminate(run_id)

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Return what the run's launcher says; RUNNING where it cannot say, which leaves the run to its time limits."""
        launcher = self._launcher_of(run)
        if launcher.supports_check_run_worker_health:
            return launcher.check_run_worker_health(run)
        return CheckRunHealthResult(WorkerStatus.RUNNING, f"{type(launcher).__name__} does not check its workers")

    def get_run_worker_debug_info(self, run: DagsterRun, include_container_logs: bool | None = True) -> str | None:
        """Return what the run's launcher knows of its worker."""
        return self._launcher_of(run).get_run_worker_debug_info(run, include_container_logs)

    def dispose(self) -> None:
        """Dispose of the launchers that were built."""
        for launcher in self._built.values():
            launcher.dispose()

    def join(self, timeout: int = 30) -> None:
        """Wait for the launchers that were built."""
        for launcher in self._built.values():
            launcher.join(timeout)

    def _launcher_of(self, run: DagsterRun) -> RunLauncher[DagsterInstance]:
        now = self._instance.get_run_by_id(run.run_id) or run
        return self._launcher(self._routes.launched_by(now))

    def _launcher(self, name: str) -> RunLauncher[DagsterInstance]:
        with self._building:
            if name not in self._built:
                launcher: RunLauncher[DagsterInstance] = self._described[name].rehydrate(as_type=RunLauncher)
                launcher.register_instance(self._instance)
                self._built[name] = launcher
            return self._built[name]


def _described(name: str, entry: Mapping[str, Any]) -> ConfigurableClassData:
    config = entry.get("config", {})
    if "config_json" in entry:
        config = _laid_over(config, _object(name, entry["config_json"]))
    return ConfigurableClassData(entry["module"], entry["class"], yaml.safe_dump(config))


def _object(name: str, text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InvalidRoute(f"launchers, {name}, config_json: expected JSON: {error}") from error
    if not isinstance(value, dict):
        raise InvalidRoute(f"launchers, {name}, config_json: expected a JSON object, found {type(value).__name__}")
    return value


def _laid_over(below: Any, above: Any) -> Any:
    """Return *above*, with the members of *below* that it lacks, at every depth."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{name: _laid_over(below.get(name), value) for name, value in above.items()}}

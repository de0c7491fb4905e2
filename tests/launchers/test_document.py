"""docs/launchers.md says what there is: each setting with its default, each tag, and an example that is understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from dagster import Field, QueuedRunCoordinator
from dagster._config import process_config, resolve_to_config_type

from stockpress_assets.launchers.dimension_queue import TAG, DimensionQueuedRunCoordinator
from stockpress_assets.launchers.emr_lookup import APPLICATION_TAG, JOB_TAG
from stockpress_assets.launchers.emr_serverless import HEALTH, EmrServerlessRunLauncher
from stockpress_assets.launchers.emr_settings import ENVIRONMENT_TAG, SPARK_CONF_TAG, TIMEOUT_TAG, EmrSettings
from stockpress_assets.launchers.routing import CHOICE_TAG, RECORD_TAG, RoutingRunLauncher
from tests.launchers.conftest import ROOT

TEXT = (ROOT / "docs" / "launchers.md").read_text()
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL))


def settings_of(section: str) -> dict[str, str]:
    """Return the table of settings of a section: name to default, empty where there is none."""
    table = re.search(r"\| configuration \|.*?\n\n", SECTIONS[section], flags=re.DOTALL)
    assert table is not None
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]*?) ?\|", table[0], flags=re.MULTILINE))


def schema_of(launcher: Any) -> dict[str, Field]:
    """Return the settings that a class takes, without those it inherits."""
    inherited = QueuedRunCoordinator.config_type() if issubclass(launcher, QueuedRunCoordinator) else {}
    return {name: field for name, field in launcher.config_type().items() if name not in dict(inherited)}  # type: ignore[arg-type]


@pytest.mark.parametrize("launcher", [EmrServerlessRunLauncher, RoutingRunLauncher, DimensionQueuedRunCoordinator])
def test_each_setting_stands_in_the_table_with_its_default(launcher: Any):
    table, schema = settings_of(launcher.__name__), schema_of(launcher)
    assert set(table) == set(schema)
    for name, field in schema.items():
        if field.is_required:
            assert table[name] == "", f"{name} has no default"
        elif isinstance(field.default_value, int):
            assert table[name] == str(field.default_value)


def test_each_tag_and_each_state_is_named():
    for name in (
        ENVIRONMENT_TAG,
        SPARK_CONF_TAG,
        TIMEOUT_TAG,
        APPLICATION_TAG,
        JOB_TAG,
        CHOICE_TAG,
        RECORD_TAG,
        *HEALTH,
    ):
        assert f"`{name}`" in TEXT
    assert f"`{TAG}<dimension>`" in TEXT


def test_the_example_is_understood(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    [example] = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
    routing = yaml.safe_load(example)["run_launcher"]["config"]
    assert understood(RoutingRunLauncher, routing)
    emr = understood(EmrServerlessRunLauncher, routing["launchers"]["emr"]["config"])
    own = ("region", "attempts", "watch_seconds")
    settings = EmrSettings.from_config({name: value for name, value in emr.items() if name not in own})
    assert settings.properties["spark.driver.memory"] == "8g"


def understood(launcher: Any, config: dict[str, Any]) -> Mapping[str, Any]:
    """Return *config* as a launcher is given it."""
    result = process_config(resolve_to_config_type(launcher.config_type()), config)
    assert result.success and result.value is not None, result.errors
    return result.value

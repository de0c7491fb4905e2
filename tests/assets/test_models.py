"""Another model in use makes stale what was made with the one before, and the automation asks for exactly that."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from stockpress.store import Store
from stockpress_assets.nlp.models import build_models_sensor
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_nlp.model_registry import ModelRegistry
from tests.assets.conftest import Graph, cell

Y2024, Y2025 = (cell("sample_press", year) for year in (2024, 2025))


def both_locations(graph: Graph) -> dg.Definitions:
    """Return the assets of both locations in one, as the workspace sees them."""
    assets = [*(graph.crawl.assets or ()), *(graph.nlp.assets or ())]
    return dg.Definitions(assets=assets, resources={"deployment": graph.deployment, "spark": DeskSpark()})


def stale(graph: Graph) -> set[str]:
    """Return which of the summaries' standing partitions the UI shows as stale."""
    resolver = CachingStaleStatusResolver(
        graph.instance, both_locations(graph).resolve_asset_graph(), LoadingContextForTest(graph.instance)
    )
    asset = dg.AssetKey("summaries")
    return {key for key in graph.years("summaries") if resolver.get_status(asset, key) is StaleStatus.STALE}


def tick(graph: Graph) -> set[str]:
    """Evaluate the sensor that looks at the registry, report what it found as the daemon does; return which models."""
    context = dg.build_sensor_context(instance=graph.instance, resources={"deployment": graph.deployment})
    result = build_models_sensor()(context)
    events = result.asset_events if isinstance(result, dg.SensorResult) else []
    for event in events:
        graph.instance.report_runless_asset_event(event)
    return {event.asset_key.to_user_string() for event in events}


def test_another_model_makes_stale_what_was_made_with_the_one_before(graph: Graph, store: Store, tmp_path: Path):
    graph.materialise("articles", Y2024, Y2025)
    assert graph.materialise("summaries", Y2024, Y2025).success
    assert (tick(graph), tick(graph)) == ({"entity_model"}, set()), "the run has told of summary_model"
    assert stale(graph) == set()
    before = dg.evaluate_automation_conditions(both_locations(graph), graph.instance)

    (tmp_path / "summariser.json").write_text(json.dumps({"summariser": "extractive", "called": "next"}))
    registry = ModelRegistry(graph.settings)
    then = registry.use("summary_model", registry.add("summary_model", tmp_path, "next").number)
    assert tick(graph) == {"summary_model"}
    assert graph.metadata("summary_model")["registry_version"] == 2
    assert stale(graph) == {Y2024, Y2025}
    asked = dg.evaluate_automation_conditions(both_locations(graph), graph.instance, cursor=before.cursor)
    assert asked.get_requested_partitions(dg.AssetKey("summaries")) == {Y2024, Y2025}
    assert asked.get_requested_partitions(dg.AssetKey("entity_tags")) == set()

    assert graph.materialise("summaries", Y2024, Y2025).success
    assert stale(graph) == set()
    made = {(each.model, each.model_version) for each in store.summaries("sample_press", 2024)}
    assert made == {("next", then.version)}
    after = dg.evaluate_automation_conditions(both_locations(graph), graph.instance, cursor=asked.cursor)
    assert after.total_requested == 0


def test_a_model_asset_can_be_materialised_by_itself(graph: Graph):
    assert graph.materialise("entity_model").success
    assert graph.metadata("entity_model")["name"] == "stockpress-entities"

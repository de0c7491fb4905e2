"""The assets entity_model and summary_model: the models that articles are read with, as the registry has them in use.

A registry knows nothing of Dagster, so three look at it: whoever materialises one of the assets, each run that makes
summaries or entity tags, and a sensor. Where another version is in use, the asset moves on, and what was made with the
one before is stale.
"""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg

from stockpress_assets.deployment import Deployment
from stockpress_assets.materialisation import data_version, latest, materialisation
from stockpress_nlp.model_registry import ModelRegistry, Registered

DESCRIPTIONS = {
    "entity_model": "The model that finds people, organisations and places, in the version that is in use.",
    "summary_model": "The model that summarises articles, in the version that is in use.",
}


def build_models() -> list[dg.AssetsDefinition]:
    """Return the two assets."""
    return [_build_model(name) for name in DESCRIPTIONS]


def data_version_of(used: Registered) -> str:
    """Return what tells the model that is in use from every other: the name and the version that results carry."""
    return f"{used.title} {used.version}"


def follow_registry(
    instance: dg.DagsterInstance, used: Registered, report: Callable[[dg.AssetMaterialization], object]
) -> None:
    """Report to the graph that *used* is in use, unless it knows."""
    if data_version(latest(instance, used.kind.name)) != data_version_of(used):
        report(model_materialisation(used))


def model_materialisation(used: Registered) -> dg.AssetMaterialization:
    """Return the event that the model asset stands at the version in use."""
    since = used.in_use_since or used.added
    metadata = {
        "name": used.title,
        "version": used.version,
        "registry_version": used.number,
        "in_use_since": dg.MetadataValue.timestamp(since),
        "origin": used.origin,
        "files": used.source,
    }
    return materialisation(used.kind.name, None, metadata, data_version_of(used))


def build_models_sensor() -> dg.SensorDefinition:
    """Return the sensor that asks the registry each minute which models are in use; it runs by default."""

    @dg.sensor(name="models_in_use", minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
    def models_in_use(context: dg.SensorEvaluationContext, deployment: Deployment) -> dg.SensorResult | dg.SkipReason:
        """Tell the graph of a model that was put in use."""
        registry = ModelRegistry(deployment.settings())
        events: list[dg.AssetMaterialization] = []
        used = [registry.in_use(name) for name in DESCRIPTIONS]
        for each in used:
            follow_registry(context.instance, each, events.append)
        if events:
            return dg.SensorResult(asset_events=events)
        return dg.SkipReason("in use as before: " + ", ".join(map(data_version_of, used)))

    return models_in_use


def _build_model(name: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=name,
        description=DESCRIPTIONS[name],
        group_name="nlp",
        owners=["team:desk"],
        kinds={"mlflow"},
        output_required=False,
    )
    def model(deployment: Deployment):
        yield model_materialisation(ModelRegistry(deployment.settings()).in_use(name))

    return model

"""The code location ``nlp``, as workspace.yaml loads it."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from stockpress.settings import Settings
from stockpress_assets.deployment import Deployment
from stockpress_assets.nlp.entity_tags import build_entity_tags
from stockpress_assets.nlp.follow import build_follow_sensor
from stockpress_assets.nlp.models import build_models, build_models_sensor
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_assets.nlp.summaries import build_summaries
from stockpress_spiders.sources import subscribed_sources


def build_definitions(sources: Iterable[str], deployment: Deployment, spark: DeskSpark) -> dg.Definitions:
    """Return the location's assets and sensors over the names of *sources*, run in *deployment*."""
    names = list(sources)
    return dg.Definitions(
        assets=[*build_models(), build_summaries(names), build_entity_tags(names)],
        sensors=[build_follow_sensor(), build_models_sensor()],
        resources={"deployment": deployment, "spark": spark},
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Return the location over the sources that the desk subscribes to."""
    return build_definitions(subscribed_sources(Settings.from_environment()), Deployment(), DeskSpark())

"""When summaries and entity tags are made without being asked for."""

from __future__ import annotations

import dagster as dg

# Unlike AutomationCondition.eager(): past years count too, a crawl that changed nothing starts nothing, and articles
# that were there before the first evaluation are followed. A model is above all partitions: where another is in use,
# each that has articles is asked for.
_CHANGED = dg.AutomationCondition.any_deps_match(dg.AutomationCondition.data_version_changed())
_NEVER_MADE = (dg.AutomationCondition.missing() & ~dg.AutomationCondition.any_deps_missing()).newly_true()
_HANDLED = dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated()

FOLLOW_ARTICLES = (
    (_CHANGED | _NEVER_MADE).since(_HANDLED)
    & ~dg.AutomationCondition.any_deps_missing()
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
).with_label("follow_articles")


def build_follow_sensor() -> dg.AutomationConditionSensorDefinition:
    """Return the sensor that evaluates the conditions of this location; it runs by default."""
    return dg.AutomationConditionSensorDefinition(
        "follow_articles",
        target=dg.AssetSelection.all(),
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=15,
    )

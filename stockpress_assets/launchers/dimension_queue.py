"""The run coordinator that makes a limit per value of a partition dimension hold.

Dagster tags a run of one partition with the partition's value in each dimension, but a run over a range of partitions
only with the range's ends: a limit by such a tag misses just the long runs. Here each run is tagged as it is queued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from dagster import DagsterRun, Field, QueuedRunCoordinator
from dagster._config.config_schema import UserConfigSchema
from dagster._core.instance import DagsterInstance
from dagster._core.run_coordinator.base import SubmitRunContext
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
    PARTITION_NAME_TAG,
)
from dagster._serdes import ConfigurableClassData

TAG = "queue/"
BETWEEN_DIMENSIONS = "|"


class DimensionQueuedRunCoordinator(QueuedRunCoordinator[DagsterInstance]):
    """Queues runs as QueuedRunCoordinator does, and tags each with its value in one dimension: ``queue/<dimension>``.

    ``dimensions`` are those of the partitions in question, ``limited`` the one among them, and ``locations`` the code
    locations whose runs are tagged, or none for all. The limit itself stands under ``concurrency`` in dagster.yaml.
    """

    def __init__(self, dimensions: Sequence[str], limited: str, locations: Sequence[str] = (), **queue: Any) -> None:
        if limited not in dimensions:
            raise ValueError(f"limited: expected one of the dimensions {', '.join(dimensions)}, found {limited!r}")
        self._limited = limited
        # a partition's key has its dimensions in the order of their names
        self._position = sorted(dimensions).index(limited)
        self._count = len(dimensions)
        self._locations = frozenset(locations)
        super().__init__(**queue)

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        queue: Any = QueuedRunCoordinator.config_type()
        return {
            **queue,
            "dimensions": Field([str], description="The names of the partitions' dimensions."),
            "limited": Field(str, description="The dimension whose value becomes the tag queue/<dimension>."),
            "locations": Field([str], default_value=[], description="The code locations it concerns; none: all."),
        }

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        return cls(**config_value, inst_data=inst_data)

    def submit_run(self, context: SubmitRunContext) -> DagsterRun:
        """Tag the run and queue it."""
        run = context.dagster_run
        value = self.value_of(run)
        if value is not None:
            self._instance.add_run_tags(run.run_id, {TAG + self._limited: value})
        return super().submit_run(context)

    def value_of(self, run: DagsterRun) -> str | None:
        """Return the run's value in the limited dimension, or None where it has none, several, or is not concerned."""
        location = run.remote_job_origin.location_name if run.remote_job_origin else None
        if self._locations and location not in self._locations:
            return None
        tags = (PARTITION_NAME_TAG, ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)
        keys = [run.tags[tag].split(BETWEEN_DIMENSIONS) for tag in tags if tag in run.tags]
        values = {key[self._position] for key in keys if len(key) == self._count}
        return values.pop() if len(values) == 1 and all(len(key) == self._count for key in keys) else None

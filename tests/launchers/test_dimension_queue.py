"""The queue that knows a run's source, also where the run goes over a range of years."""

from __future__ import annotations

import pytest
from dagster._core.storage.dagster_run import DagsterRun

from stockpress_assets.launchers.dimension_queue import DimensionQueuedRunCoordinator
from tests.launchers.test_routing import origin_of

QUEUE = DimensionQueuedRunCoordinator(["year", "source"], "source", ["crawl"])
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def run_of(location: str, tags: dict[str, str]) -> DagsterRun:
    """Return a run with tags as Dagster sets them."""
    return DagsterRun("job", tags=tags, remote_job_origin=origin_of(location))


@pytest.mark.parametrize(
    ("tags", "source"),
    [
        ({"dagster/partition": "ft|2024"}, "ft"),
        ({START: "ft|2001", END: "ft|2024"}, "ft"),
        ({START: "ft|2001", END: "lemonde|2024"}, None),
        ({"dagster/partition": "ft"}, None),
        ({}, None),
    ],
    ids=["a partition", "a range", "a range over two sources", "a partition of one dimension", "no partition"],
)
def test_a_runs_source_is_read_from_its_partitions(tags: dict[str, str], source: str | None):
    assert QUEUE.value_of(run_of("crawl", tags)) == source


def test_another_location_is_not_concerned():
    assert QUEUE.value_of(run_of("nlp", {"dagster/partition": "ft|2024"})) is None


def test_a_dimension_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="expected one of the dimensions year, source, found 'month'"):
        DimensionQueuedRunCoordinator(["year", "source"], "month")

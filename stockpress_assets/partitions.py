"""The year x source grid that the assets of both code locations share."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

FIRST_YEAR = 2000

YEARS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1 *", start=str(FIRST_YEAR), fmt="%Y", timezone="UTC", end_offset=1
)


def source_partitions(sources: Iterable[str]) -> dg.StaticPartitionsDefinition:
    """Return the partitions of what has no year: one a source."""
    return dg.StaticPartitionsDefinition(sorted(sources))


def grid(sources: Iterable[str]) -> dg.MultiPartitionsDefinition:
    """Return the partitions of what has both: ``source|year``, the running year included."""
    return dg.MultiPartitionsDefinition({"source": source_partitions(sources), "year": YEARS})


def cell(source: str, year: int) -> dg.MultiPartitionKey:
    """Return the key of one source and year."""
    return dg.MultiPartitionKey({"source": source, "year": str(year)})


def cells(context: dg.AssetExecutionContext) -> list[tuple[str, int]]:
    """Return the sources and years of a run, a range of them or one, oldest year first."""
    keys = [key for key in context.partition_keys if isinstance(key, dg.MultiPartitionKey)]
    pairs = [(key.keys_by_dimension["source"], int(key.keys_by_dimension["year"])) for key in keys]
    return sorted(pairs)

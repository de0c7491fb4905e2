"""How a finished partition is told to Dagster.

A range run reports each partition as it ends, with its own counts and its own data version, so that a failure in
one year keeps the years before it. Dagster's own event at the end of a step knows only one of each for the range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_IS_USER_PROVIDED_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from dagster._core.definitions.partitions.utils.multi import get_tags_from_multi_partition_key


def materialisation(
    asset: str,
    partition: str | None,
    metadata: Mapping[str, Any],
    version: str,
    code_version: str | None = None,
    inputs: Mapping[str, dg.EventLogRecord | None] | None = None,
) -> dg.AssetMaterialization:
    """Return the event that *partition* of *asset*, or all of it, stands at the data *version*.

    *inputs* gives, for each upstream asset, the event log record that was read, or None where there is none.
    """
    tags = {DATA_VERSION_TAG: version, DATA_VERSION_IS_USER_PROVIDED_TAG: "true"}
    if code_version:
        tags[CODE_VERSION_TAG] = code_version
    for upstream, record in (inputs or {}).items():
        key = dg.AssetKey(upstream)
        tags[get_input_data_version_tag(key)] = data_version(record) or "INITIAL"
        tags[get_input_event_pointer_tag(key)] = str(record.storage_id) if record is not None else "NULL"
    if isinstance(partition, dg.MultiPartitionKey):
        tags |= get_tags_from_multi_partition_key(partition)
    return dg.AssetMaterialization(asset, partition=partition, metadata=dict(metadata), tags=tags)


def latest(instance: dg.DagsterInstance, asset: str, partition: str | None = None) -> dg.EventLogRecord | None:
    """Return the newest materialisation record of a partition of an asset, or of one without partitions, or None."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[partition] if partition else None)
    records = instance.fetch_materializations(wanted, limit=1).records
    return records[0] if records else None


def data_version(record: dg.EventLogRecord | None) -> str | None:
    """Return the data version of a materialisation, None where there is none."""
    event = record and record.asset_materialization
    return (event.tags or {}).get(DATA_VERSION_TAG) if event else None

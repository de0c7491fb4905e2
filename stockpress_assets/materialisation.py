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
    partition: str,
    metadata: Mapping[str, Any],
    data_version: str,
    code_version: str,
    inputs: Mapping[str, Any] | None = None,
) -> dg.AssetMaterialization:
    """Return the event that *partition* of *asset* stands, at *data_version*.

    *inputs* gives, for each upstream asset, the event log record that was read, or None where there is none.
    """
    tags = {
        DATA_VERSION_TAG: data_version,
        DATA_VERSION_IS_USER_PROVIDED_TAG: "true",
        CODE_VERSION_TAG: code_version,
    }
    for upstream, record in (inputs or {}).items():
        key = dg.AssetKey(upstream)
        read = (record.asset_materialization.tags or {}) if record is not None else {}
        tags[get_input_data_version_tag(key)] = read.get(DATA_VERSION_TAG, "INITIAL")
        tags[get_input_event_pointer_tag(key)] = str(record.storage_id) if record is not None else "NULL"
    if isinstance(partition, dg.MultiPartitionKey):
        tags |= get_tags_from_multi_partition_key(partition)
    return dg.AssetMaterialization(asset, partition=partition, metadata=dict(metadata), tags=tags)


def latest(context: dg.AssetExecutionContext, asset: str, partition: str) -> Any:
    """Return the newest materialisation record of a partition of an upstream asset, or None."""
    records = context.instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[partition]), limit=1
    ).records
    return records[0] if records else None

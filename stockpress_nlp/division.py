"""Work divided by the length of the texts, not by their number alone: into batches, and among Spark's partitions."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PARTITIONS_PER_CORE = 2

Item = TypeVar("Item")


def batches(items: Iterable[Item], length: Callable[[Item], int], most: int, enough: int) -> Iterator[list[Item]]:
    """Yield *items* in batches of at most *most*, each ended where its lengths together reach *enough*; none empty."""
    batch, size = list[Item](), 0
    for item in items:
        batch.append(item)
        size += length(item)
        if len(batch) == most or size >= enough:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def divide(weights: Sequence[int], parts: int) -> list[list[int]]:
    """Return the places of *weights* in at most *parts* groups of about the same sum, none empty.

    The heaviest first, each to the group that is lightest so far.
    """
    groups: list[list[int]] = [[] for _ in range(min(parts, len(weights)))]
    heap = [(0, group) for group in range(len(groups))]
    for place in sorted(range(len(weights)), key=lambda place: (-weights[place], place)):
        load, group = heapq.heappop(heap)
        groups[group].append(place)
        heapq.heappush(heap, (load + max(weights[place], 1), group))
    return groups


def spread(spark: SparkSession, rows: Sequence[tuple[object, ...]], schema: str, text: int) -> DataFrame:
    """Return *rows* as a frame whose partitions hold about the same length of their column number *text*."""
    context = spark.sparkContext
    groups = divide([len(str(row[text])) for row in rows], context.defaultParallelism * PARTITIONS_PER_CORE)
    divided = [[rows[place] for place in group] for group in groups]
    return spark.createDataFrame(context.parallelize(divided, max(len(divided), 1)).flatMap(list), schema)

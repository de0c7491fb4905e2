"""Work divided among Spark's partitions by the length of the texts, not by their number."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PARTITIONS_PER_CORE = 2


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

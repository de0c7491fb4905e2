from __future__ import annotations

from pyspark.sql import SparkSession

from stockpress_nlp.division import divide, spread


def test_work_is_divided_by_weight_and_not_by_number():
    weights = [1000, 10, 10, 10, 500, 490, 10]
    groups = divide(weights, 2)
    assert sorted(place for group in groups for place in group) == list(range(7))
    assert sorted(sum(weights[place] for place in group) for group in groups) == [1010, 1020]


def test_no_group_is_empty():
    assert divide([5, 5], 8) == [[0], [1]]
    assert divide([], 8) == []
    assert all(divide([0] * 9, 4))


def test_a_partition_of_spark_holds_one_group(spark: SparkSession):
    rows = [(place, "x" * (10_000 if place == 3 else 10)) for place in range(9)]
    frame = spread(spark, rows, "place long, text string", text=1)
    partitions = frame.rdd.glom().map(lambda part: [row.place for row in part]).collect()
    assert [3] in partitions
    assert sorted(place for part in partitions for place in part) == list(range(9))

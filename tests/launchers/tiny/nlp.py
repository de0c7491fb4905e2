"""The location ``nlp``: one asset that follows ``pages``; with Spark where its run's configuration says so."""

import os
import time
from pathlib import Path

import dagster as dg

from tests.launchers.tiny.crawl import GRID, Wait


class Work(Wait):
    """What the asset does."""

    spark: bool = False
    exit_code: int | None = None


@dg.asset(partitions_def=GRID, deps=["pages"], backfill_policy=dg.BackfillPolicy.single_run(), output_required=False)
def words(context: dg.AssetExecutionContext, config: Work):
    """The words of a source and year."""
    print("counting", *context.partition_keys)
    (Path(os.environ["TINY_FOLDER"]) / f"{context.run_id}.pid").write_text(str(os.getpid()))
    count = count_on_spark() if config.spark else 3
    context.log.info(f"counted {count}")
    time.sleep(config.seconds)
    if config.exit_code is not None:
        os._exit(config.exit_code)
    for key in context.partition_keys:
        metadata = {"words": count, "secret": len(os.environ["TINY_SECRET"]), "tint": os.environ.get("TINY_TINT", "")}
        yield dg.AssetMaterialization("words", partition=key, metadata=metadata)


def count_on_spark() -> int:
    """Count three rows in the session of the driver that this run is the worker of."""
    from pyspark.sql import SparkSession

    spark = SparkSession.Builder().getOrCreate()
    assert spark.conf.get("spark.tiny.note") == "two words", "the job's own properties reach its driver"
    return spark.range(3).count()


defs = dg.Definitions(assets=[words], executor=dg.in_process_executor)

"""The location ``crawl``: one asset, which writes a page or waits as its run's configuration says."""

import os
import time
from pathlib import Path

import dagster as dg

GRID = dg.MultiPartitionsDefinition(
    {"source": dg.StaticPartitionsDefinition(["one", "two"]), "year": dg.StaticPartitionsDefinition(["2024", "2025"])}
)


class Wait(dg.Config):
    """How long the asset takes."""

    seconds: float = 0


@dg.asset(partitions_def=GRID, backfill_policy=dg.BackfillPolicy.single_run(), output_required=False)
def pages(context: dg.AssetExecutionContext, config: Wait):
    """The pages of a source and year."""
    print("crawling", *context.partition_keys)
    folder = Path(os.environ["TINY_FOLDER"])
    (folder / f"{context.run_id}.pid").write_text(str(os.getpid()))
    time.sleep(config.seconds)
    for key in context.partition_keys:
        yield dg.AssetMaterialization("pages", partition=key, metadata={"secret": len(os.environ["TINY_SECRET"])})


defs = dg.Definitions(assets=[pages], executor=dg.in_process_executor)

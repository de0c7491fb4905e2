"""What summaries and entity tags have in common as assets: both are made from a partition's articles on Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from stockpress.store import Store
from stockpress_assets.deployment import Deployment
from stockpress_assets.materialisation import latest, materialisation
from stockpress_assets.nlp.models import data_version_of, follow_registry
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_assets.partitions import cell, cells
from stockpress_assets.reports import month_plot, table
from stockpress_nlp.making import Made, Reader
from stockpress_nlp.model_registry import ModelRegistry

WORST = 10

Make = Callable[[Store, str, int, Reader], Made]


def make_partitions(
    context: dg.AssetExecutionContext, deployment: Deployment, spark: DeskSpark, asset: str, model: str, make: Make
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckResult]:
    """Make *asset* with the *model* in use for each partition of the run; yield how each ended, then the checks."""
    faults: dict[str, Sequence[str]] = {}
    missing: dict[str, int] = {}
    settings = deployment.settings()
    registry = ModelRegistry(settings)
    used = registry.in_use(model)
    reader = Reader(used.title, used.version, lambda: (spark.session(settings), registry.fetch(used)))
    follow_registry(context.instance, used, context.log_event)
    with deployment.store() as store:
        for source, year in cells(context):
            read = {
                name: latest(context.instance, name, key)
                for name, key in (("articles", cell(source, year)), (model, None))
            }
            context.log.info(f"{asset}: {source} {year}")
            made = make(store, source, year, reader)
            context.log.info(
                f"{asset}: {source} {year}: {made.made} made, {made.kept} kept of {made.articles} articles"
                f" in {made.seconds:.1f} s"
            )
            name = f"{source} {year}"
            faults |= made.faults
            if left := made.articles - made.made - made.kept:
                missing[name] = left
            yield materialisation(
                asset,
                cell(source, year),
                _metadata(asset, name, data_version_of(used), made),
                f"{store.data_version(source, year)} by {data_version_of(used)}",
                inputs=read,
            )
    yield _check(asset, "complete", "Every standing article of the partition has one.", missing)
    yield _check(asset, "plausible", "No result contradicts its article.", worst(faults))


def worst(faults: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return of all *faults* those of the WORST articles, that with the most first."""
    most = sorted(faults, key=lambda url: -len(faults[url]))[:WORST]
    return {url: list(faults[url]) for url in most}


def checks(asset: str) -> list[dg.AssetCheckSpec]:
    """Return the specs of the checks that make_partitions yields."""
    return [dg.AssetCheckSpec(f"{asset}_{name}", asset=asset) for name in ("complete", "plausible")]


def _check(asset: str, name: str, description: str, found: Mapping[str, Any]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not found,
        check_name=f"{asset}_{name}",
        severity=dg.AssetCheckSeverity.WARN,
        description=description,
        metadata={"found": dg.MetadataValue.json(dict(found))},
    )


def _metadata(asset: str, name: str, model: str, made: Made) -> dict[str, Any]:
    return {
        "dagster/partition_row_count": made.made + made.kept,
        "articles": made.articles,
        "made": made.made,
        "kept": made.kept,
        "model": model,
        "seconds": made.seconds,
        "with_faults": len(made.faults),
        **({"faults": dg.MetadataValue.json(worst(made.faults))} if made.faults else {}),
        "sample": table(made.samples),
        "made_by_month": month_plot(f"{name}: {asset.replace('_', ' ')} by month", made.by_month),
    }

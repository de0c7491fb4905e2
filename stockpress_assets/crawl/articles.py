"""The asset articles: the printed stories of a source and year, gathered by the crawl program."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

import dagster as dg

from stockpress.article import Article
from stockpress.store import Store
from stockpress_assets.crawl.crawl_program import Crawl, run_crawl
from stockpress_assets.crawl.session_cookies import renewed_events
from stockpress_assets.deployment import Deployment
from stockpress_assets.materialisation import latest, materialisation
from stockpress_assets.partitions import cell, cells, grid
from stockpress_assets.reports import month_plot, reason_plot, table
from stockpress_spiders.source import Source

CODE_VERSION = "1"
SAMPLE = 5


def build_articles(sources: Mapping[str, Source]) -> dg.AssetsDefinition:
    """Return the asset over *sources*."""

    @dg.asset(
        partitions_def=grid(sources),
        deps=[
            dg.AssetDep(
                "session_cookies",
                partition_mapping=dg.MultiToSingleDimensionPartitionMapping(partition_dimension_name="source"),
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="crawl",
        owners=["team:desk"],
        kinds={"scrapy", "mongodb"},
        code_version=CODE_VERSION,
        output_required=False,
        check_specs=[
            dg.AssetCheckSpec("articles_in_normal_range", asset="articles"),
            dg.AssetCheckSpec("few_pages_failed", asset="articles"),
            dg.AssetCheckSpec("archive_read_whole", asset="articles"),
        ],
    )
    def articles(context: dg.AssetExecutionContext, deployment: Deployment):
        """The articles of each source and year.

        A Scrapy spider, started as a program, reads the source's archive of the year, asks only for pages that are new
        or moved, and saves each article as it comes. Years of a range are crawled one after the other.
        """
        todo = cells(context)
        done: list[Crawl] = []
        for index, (source, year) in enumerate(todo):
            crawl = run_crawl(context, deployment.settings(), source, year)
            with deployment.store() as store:
                if crawl.session_renewed:
                    yield from renewed_events(source, store.session(source))
                if crawl.error is not None:
                    rest = [f"{name} {later}" for name, later in todo[index + 1 :]]
                    raise _failure(crawl, rest)
                yield _materialisation(context, store, crawl)
            done.append(crawl)
        yield from _checks(sources, done)

    return articles


def _failure(crawl: Crawl, rest: list[str]) -> dg.Failure:
    kept = f"; not crawled after it: {', '.join(rest)}" if rest else ""
    return dg.Failure(
        f"{crawl.source} {crawl.year}: {crawl.error}{kept}. Articles saved until then are kept.",
        metadata={"counts": dg.MetadataValue.json(crawl.counts), "not_crawled": rest},
        allow_retries=False,
    )


def _materialisation(context: dg.AssetExecutionContext, store: Store, crawl: Crawl) -> dg.AssetMaterialization:
    standing = list(store.articles(crawl.source, crawl.year))
    failed: Mapping[str, int] = crawl.counts["failed"]
    unread: Mapping[str, str] = crawl.counts["unread_sitemaps"]
    metadata = {
        "dagster/row_count": len(standing),
        "dagster/partition_row_count": len(standing),
        **{name: count for name, count in crawl.counts.items() if isinstance(count, int | float)},
        "failed": sum(failed.values()),
        "unread_sitemaps": len(unread),
        "syndicated": sum(bool(one.same_as) for one in store.fingerprints(crawl.source, crawl.year)),
        "sample": table(_row(article) for article in standing[-SAMPLE:]),
        "articles_by_month": month_plot(
            f"{crawl.source} {crawl.year}: articles by month",
            Counter(article.published.month for article in standing),
        ),
    }
    if failed:
        metadata["failed_by_reason"] = reason_plot(f"{crawl.source} {crawl.year}: pages without an article", failed)
        metadata["failed_reasons"] = dg.MetadataValue.json(dict(failed))
    if unread:
        metadata["unread_sitemaps_named"] = dg.MetadataValue.json(dict(unread))
    return materialisation(
        "articles",
        cell(crawl.source, crawl.year),
        metadata,
        store.data_version(crawl.source, crawl.year),
        CODE_VERSION,
        {"session_cookies": latest(context.instance, "session_cookies", crawl.source)},
    )


def _row(article: Article) -> dict[str, str | int]:
    return {
        "published": article.published.isoformat(timespec="minutes"),
        "headline": article.headline,
        "words": len(article.body.split()),
        "url": article.url,
    }


def _checks(sources: Mapping[str, Source], crawls: list[Crawl]):
    outside = {
        f"{crawl.source} {crawl.year}": n for crawl in crawls if (n := _outside_normal(sources[crawl.source], crawl))
    }
    yield dg.AssetCheckResult(
        passed=not outside,
        check_name="articles_in_normal_range",
        severity=dg.AssetCheckSeverity.WARN,
        description="Articles a day lie in the range that the source declares as normal.",
        metadata={"outside": dg.MetadataValue.json(outside)},
    )
    failing = {
        f"{crawl.source} {crawl.year}": crawl.counts["failed"]
        for crawl in crawls
        if sum(crawl.counts["failed"].values()) > max(2, crawl.counts["fetched"] // 5)
    }
    yield dg.AssetCheckResult(
        passed=not failing,
        check_name="few_pages_failed",
        severity=dg.AssetCheckSeverity.WARN,
        description="At most one page in five gave no article.",
        metadata={"failing": dg.MetadataValue.json(failing)},
    )
    unread = {f"{crawl.source} {crawl.year}": found for crawl in crawls if (found := crawl.counts["unread_sitemaps"])}
    yield dg.AssetCheckResult(
        passed=not unread,
        check_name="archive_read_whole",
        severity=dg.AssetCheckSeverity.WARN,
        description="Each part of the archive could be read; else the year is not complete: materialise it again.",
        metadata={"unread": dg.MetadataValue.json(unread)},
    )


def _outside_normal(source: Source, crawl: Crawl) -> str | None:
    start = datetime(crawl.year, 1, 1, tzinfo=UTC)
    end = min(datetime(crawl.year + 1, 1, 1, tzinfo=UTC), datetime.now(UTC))
    a_day = crawl.counts["found"] / max(1.0, (end - start).total_seconds() / 86400)
    low, high = source.per_day
    return None if low <= a_day <= high else f"{a_day:.2f} a day, expected {low} to {high}"

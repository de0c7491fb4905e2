"""Real pages of some 300 publishers go through the whole graph: crawled over HTTP, summarised, tagged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import dagster as dg
import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_assets.partitions import cell
from tests.assets.conftest import Graph, failure_of, instance
from tests.real_pages.saved_press import saved_pages, serving

__all__ = ["instance"]

PAGES = Path(__file__).parents[3] / "shared" / "data" / "pages"

pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the saved real pages are not here: expected ../shared/data/pages beside the checkout"
)


def test_every_real_page_ends_as_an_article_or_under_a_named_reason_and_every_article_is_read(
    settings: Settings, store: Store, instance: dg.DagsterInstance, capsys: pytest.CaptureFixture[str]
):
    pages = saved_pages(PAGES)
    with serving(pages) as (url, by_year):
        graph = Graph(
            settings.with_environment(
                STOCKPRESS_SAVED_PAGES_URL=url, STOCKPRESS_SOURCES=str(Path(__file__).parent / "sources")
            ),
            instance,
        )
        first, last = min(by_year), max(by_year)
        years = [cell("saved_pages", year) for year in range(first, last + 1)]
        crawled = graph.materialise("articles", years[0], years[-1])
        assert crawled.success, failure_of(crawled)
    assert graph.materialise("summaries", years[0], years[-1]).success
    assert graph.materialise("entity_tags", years[0], years[-1]).success

    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for year, key in enumerate(years, start=first):
        shown = graph.metadata("articles", key)
        total.update({name: value for name, value in shown.items() if isinstance(value, int)})
        reasons.update(shown.get("failed_reasons", {}))  # type: ignore[arg-type]
        standing = set(store.content_hashes("saved_pages", year))
        assert {summary.url for summary in store.summaries("saved_pages", year)} == standing
        assert {tags.url for tags in store.entity_tags("saved_pages", year)} == standing
    articles = total["new"]
    with capsys.disabled():
        print(f"\n{len(pages)} saved pages: {articles} articles, {total['duplicates']} duplicates, {dict(reasons)}")
    assert total["found"] == len(pages) == sum(by_year.values())
    assert articles + total["duplicates"] + sum(reasons.values()) == len(pages)
    assert "spider_error" not in reasons
    assert articles > 0.85 * len(pages)

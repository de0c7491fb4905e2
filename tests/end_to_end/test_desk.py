"""The desk at work, in a real daemon, webserver, browser, crawl program and Spark, one chapter after the other.

The tests of this module share one desk and build on each other in the order in which they stand: a test run of this
module alone, from its top, is the unit.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from stockpress.settings import Settings
from stockpress.store import Store, open_store
from stockpress_desk.database import running_database
from stockpress_spiders.sample_press.press import Press
from tests.end_to_end.graphql import BACKFILL, BACKFILL_STATE, SENSOR, Dagster, eventually

YEARS = (2024, 2025)
CHANGED = (
    "Everything is different now, the company said on Friday. Nobody had expected it, and the shares fell 4 per cent. "
    "Analysts at Harrow Pike called the news a turning point for the whole sector."
)
CELLS = [f"sample_press|{year}" for year in YEARS]
BY_CELL = ("articles", "summaries", "entity_tags")


@pytest.fixture(scope="module")
def store(user: Settings, dagster: Dagster):
    """The desk's own store."""
    with running_database(user) as uri, open_store(user.with_environment(STOCKPRESS_MONGODB_URI=uri)) as opened:
        yield opened


def launch_backfill(dagster: Dagster) -> str:
    """Launch all four assets over two years as the UI does; return the backfill's id."""
    by_cell = {"range": {"start": CELLS[0], "end": CELLS[-1]}}
    selectors = [{"assetKey": {"path": [asset]}, "partitions": {"ranges": [by_cell["range"]]}} for asset in BY_CELL]
    selectors.append(
        {
            "assetKey": {"path": ["session_cookies"]},
            "partitions": {"ranges": [{"start": "sample_press", "end": "sample_press"}]},
        }
    )
    answer = dagster.ask(BACKFILL, params={"partitionsByAssets": selectors})["launchPartitionBackfill"]
    assert answer["__typename"] == "LaunchBackfillSuccess", answer
    return answer["backfillId"]


def test_a_backfill_of_two_years_across_both_locations_completes_in_order(dagster: Dagster, store: Store):
    backfill = launch_backfill(dagster)

    def ended():
        state = dagster.ask(BACKFILL_STATE, id=backfill)["partitionBackfillOrError"]
        return state if state["status"] not in ("REQUESTED",) else None

    state = eventually("the backfill ends", ended, seconds=400)
    assert state["status"] == "COMPLETED_SUCCESS"
    runs = sorted(state["runs"], key=lambda run: run["startTime"])
    steps = [
        (run["repositoryOrigin"]["repositoryLocationName"], sorted(k["path"][0] for k in run["assetSelection"]))
        for run in runs
    ]
    assert steps == [
        ("crawl", ["session_cookies"]),
        ("crawl", ["articles"]),
        ("nlp", ["entity_tags", "summaries"]),
    ], "one run a source and layer, never two locations in a run"
    assert all(earlier["endTime"] <= later["startTime"] for earlier, later in pairwise(runs))
    for year, cell in zip(YEARS, CELLS, strict=True):
        standing = store.content_hashes("sample_press", year)
        assert len(standing) >= 40
        assert {summary.url for summary in store.summaries("sample_press", year)} == set(standing)
        assert {tags.url for tags in store.entity_tags("sample_press", year)} == set(standing)
        assert dagster.materialisations("articles", cell)[0]["counts"]["new"] == len(standing)
        assert dagster.materialisations("summaries", cell)[0]["counts"]["made"] == len(standing)


def test_the_lineage_page_shows_four_assets_in_two_locations_with_their_partitions_filled(
    dagster: Dagster, user: Settings, tmp_path: Path
):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=user.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        page.goto(f'{dagster.url}/asset-groups/~"?expanded=crawl:__repository__@crawl,nlp:__repository__@nlp')
        page.wait_for_selector("foreignObject:has-text('entity_tags')", timeout=60_000)
        if page.locator("button:has-text('Skip')").count():
            page.locator("button:has-text('Skip')").first.click()
        shown = " ".join(page.locator("foreignObject").all_text_contents())
        page.screenshot(path=tmp_path / "lineage.png")
        browser.close()
    for asset in ("session_cookies", *BY_CELL):
        assert asset in shown
    assert "crawl" in shown and "nlp" in shown


def test_a_second_backfill_finds_nothing_new_and_makes_nothing_again(dagster: Dagster, store: Store):
    before = {year: store.data_version("sample_press", year) for year in YEARS}
    backfill = launch_backfill(dagster)

    def ended():
        state = dagster.ask(BACKFILL_STATE, id=backfill)["partitionBackfillOrError"]
        return state if state["status"] != "REQUESTED" else None

    assert eventually("the backfill ends", ended, seconds=400)["status"] == "COMPLETED_SUCCESS"
    for year, cell in zip(YEARS, CELLS, strict=True):
        crawled = dagster.materialisations("articles", cell)[0]["counts"]
        assert (crawled["new"], crawled["changed"]) == (0, 0)
        assert crawled["known"] > 0
        assert dagster.materialisations("summaries", cell)[0]["counts"]["made"] == 0
        assert dagster.materialisations("entity_tags", cell)[0]["counts"]["made"] == 0
        assert store.data_version("sample_press", year) == before[year]


def test_an_article_that_changes_upstream_is_read_again_downstream_and_nothing_else_is(
    dagster: Dagster, store: Store, press: Press
):
    story = next(story for story in press.stories if story.published.year == 2024)
    press.switchboard.change(story.slug, CHANGED)
    before = {cell: len(dagster.materialisations("summaries", cell)) for cell in CELLS}
    _launch_articles(dagster, CELLS[0])
    for asset in ("summaries", "entity_tags"):
        events = eventually(
            f"{asset} follow the changed article",
            lambda asset=asset: (
                (found := dagster.materialisations(asset, CELLS[0])) and len(found) > before[CELLS[0]] and found
            ),
            seconds=240,
        )
        assert events[0]["counts"]["made"] == 1
    assert dagster.materialisations("articles", CELLS[0])[0]["counts"]["changed"] == 1
    assert len(dagster.materialisations("summaries", CELLS[1])) == before[CELLS[1]], "the other year was left alone"
    changed = [s for s in store.summaries("sample_press", 2024) if "Everything is different" in s.text]
    assert len(changed) == 1


def test_a_nightly_tick_crawls_the_running_year_once_and_not_twice(dagster: Dagster, store: Store, press: Press):
    press.switchboard.publish_now("Acme and Nvidia open a plant in Dresden")
    year = datetime.now(UTC).year
    selector = {
        "repositoryLocationName": "crawl",
        "repositoryName": "__repository__",
        "sensorName": "nightly_sample_press",
    }
    dagster.ask(
        "mutation Start($selector: SensorSelector!) { startSensor(sensorSelector: $selector) { __typename } }",
        selector=selector,
    )

    def ticks():
        return dagster.ask(SENSOR, selector=selector)["sensorOrError"]["sensorState"]["ticks"]

    launched = eventually("the sensor launches", lambda: [t for t in ticks() if t["status"] == "SUCCESS"], seconds=120)
    assert len(launched) == 1 and len(launched[0]["runIds"]) == 1
    eventually(
        "the running year is crawled",
        lambda: any("Dresden" in article.headline for article in store.articles("sample_press", year)),
        seconds=180,
    )
    dagster.ask(
        "mutation Tick($selector: SensorSelector!) { sensorDryRun(selectorData: $selector, cursor: null)"
        " { __typename } }",
        selector=selector,
    )
    assert len(dagster.runs(dagster__sensor_name="nightly_sample_press")) == 1


def _launch_articles(dagster: Dagster, cell: str) -> None:
    answer = dagster.ask(BACKFILL, params={"assetSelection": [{"path": ["articles"]}], "partitionNames": [cell]})[
        "launchPartitionBackfill"
    ]
    assert answer["__typename"] == "LaunchBackfillSuccess", answer

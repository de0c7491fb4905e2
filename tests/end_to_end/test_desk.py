"""The desk at work, in a real daemon, webserver, browser, crawl program and Spark, one chapter after the other.

The tests of this module share one desk and build on each other in the order in which they stand: a test run of this
module alone, from its top, is the unit.
"""

from __future__ import annotations

import os
import re
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from stockpress.settings import Settings
from stockpress.store import Store, open_store
from stockpress_desk.database import running_database
from stockpress_spiders.sample_press.press import Press
from tests.end_to_end.graphql import BACKFILL, BACKFILL_STATE, DRY_TICK, RUN, SENSOR, Dagster, eventually

YEARS = (2024, 2025)
CHANGED = (
    "Everything is different now, the company said on Friday. Nobody had expected it, and the shares fell 4 per cent. "
    "Analysts at Harrow Pike called the news a turning point for the whole sector."
)
EXPANDED = "global%40global%3Acrawl%2Cglobal%40global%3Anlp"
CELLS = [f"sample_press|{year}" for year in YEARS]
BY_CELL = ("articles", "summaries", "entity_tags")


@pytest.fixture(scope="module")
def store(user: Settings, dagster: Dagster):
    """The desk's own store."""
    with running_database(user) as uri, open_store(user.with_environment(STOCKPRESS_MONGODB_URI=uri)) as opened:
        yield opened


def launch_backfill(dagster: Dagster) -> str:
    """Launch all four assets over two years as the UI does; return the backfill's id."""
    ranges = {"session_cookies": ("sample_press", "sample_press"), **dict.fromkeys(BY_CELL, (CELLS[0], CELLS[-1]))}
    selectors = [
        {"assetKey": {"path": [asset]}, "partitions": {"ranges": [{"start": start, "end": end}]}}
        for asset, (start, end) in ranges.items()
    ]
    answer = dagster.ask(BACKFILL, params={"partitionsByAssets": selectors})["launchPartitionBackfill"]
    assert answer["__typename"] == "LaunchBackfillSuccess", answer
    return answer["backfillId"]


def end_of(dagster: Dagster, backfill: str) -> dict[str, Any]:
    """Wait for the end of a backfill and return its state."""

    def ended() -> dict[str, Any] | None:
        state = dagster.ask(BACKFILL_STATE, id=backfill)["partitionBackfillOrError"]
        return state if state["status"] != "REQUESTED" else None

    return eventually("the backfill ends", ended, seconds=400)


def test_the_first_tick_of_the_night_crawls_the_running_year_once_and_not_twice(
    dagster: Dagster, user: Settings, store: Store
):
    year = datetime.now(UTC).year
    selector = {
        "repositoryLocationName": "crawl",
        "repositoryName": "__repository__",
        "sensorName": "nightly_sample_press",
    }
    eventually("the run ends", lambda: [run["status"] for run in _runs_of_sensor(dagster)] == ["SUCCESS"], seconds=240)
    assert any("Dresden" in article.headline for article in store.articles("sample_press", year))
    launched = [tick for tick in _ticks(dagster, selector) if tick["status"] == "SUCCESS"]
    assert len(launched) == 1 and len(launched[0]["runIds"]) == 1
    night = datetime.now(UTC) - timedelta(hours=user.night_hour)
    assert "has been crawled" in _dry_tick(dagster, selector, cursor=night.date().isoformat())
    assert "is new" in _dry_tick(dagster, selector, cursor=None)
    assert len(_runs_of_sensor(dagster)) == 1


def test_a_backfill_of_two_years_across_both_locations_completes_in_order(dagster: Dagster, store: Store):
    state = end_of(dagster, launch_backfill(dagster))
    assert state["status"] == "COMPLETED_SUCCESS"
    runs = sorted(state["runs"], key=lambda run: run["startTime"])
    steps = [
        (run["repositoryOrigin"]["repositoryLocationName"], sorted(k["path"][0] for k in run["assetSelection"]))
        for run in runs
    ]
    # A year is read as soon as it is crawled: where the daemon looks between two years, reading them is two runs.
    assert steps[:2] == [("crawl", ["session_cookies"]), ("crawl", ["articles"])]
    assert len(steps) in (3, 4) and all(step == ("nlp", ["entity_tags", "summaries"]) for step in steps[2:])
    assert runs[0]["endTime"] <= runs[1]["startTime"]
    for year, cell in zip(YEARS, CELLS, strict=True):
        standing = store.content_hashes("sample_press", year)
        assert len(standing) >= 40
        assert {summary.url for summary in store.summaries("sample_press", year)} == set(standing)
        assert {tags.url for tags in store.entity_tags("sample_press", year)} == set(standing)
        crawled, *read = [dagster.materialisations(asset, cell)[0] for asset in BY_CELL]
        assert crawled["counts"]["new"] == len(standing)
        assert all(made["counts"]["made"] == len(standing) for made in read)
        assert all(int(made["timestamp"]) >= int(crawled["timestamp"]) for made in read)


def test_the_lineage_page_shows_four_assets_in_two_locations_with_their_partitions_filled(
    dagster: Dagster, user: Settings
):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=user.chromium, chromium_sandbox=os.geteuid() != 0)
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{dagster.url}/asset-groups/?expanded={EXPANDED}")
        page.wait_for_selector("foreignObject:has-text('entity_tags')")
        shown = " ".join(page.locator("foreignObject").all_text_contents())
        for asset in BY_CELL:
            page.goto(f"{dagster.url}/assets/{asset}?view=partitions")
            page.wait_for_selector(r"text=/Materialized \([23]\)/")  # 2024, 2025, and the running year where it is read
        browser.close()
    for name in ("crawl", "nlp", "session_cookies", *BY_CELL):
        assert name in shown


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


def test_a_run_killed_half_way_is_marked_as_failed_and_tried_again_by_the_desk_and_loses_and_doubles_nothing(
    dagster: Dagster, store: Store, press: Press
):
    stories = [story for story in press.standing if story.published.year == 2025]
    for story in stories:
        press.switchboard.change(story.slug, CHANGED)
    press.switchboard.slow(seconds=0.5, times=len(stories))
    _launch_articles(dagster, CELLS[1])
    eventually("the crawl is half way", lambda: _changed(store) >= 5)
    run = next(run for run in dagster.runs(statuses=["STARTED"]) if run["assetSelection"] == [{"path": ["articles"]}])
    os.kill(_process_of(dagster, run["id"]), signal.SIGKILL)
    eventually("the run is failed", lambda: dagster.ask(RUN, id=run["id"])["runOrError"]["status"] == "FAILURE")

    eventually("the year is crawled", lambda: _changed(store) == len(stories), seconds=240)
    assert len(store.content_hashes("sample_press", 2025)) == len(stories)


def _changed(store: Store) -> int:
    return sum(article.body.startswith(CHANGED[:40]) for article in store.articles("sample_press", 2025))


def _process_of(dagster: Dagster, run_id: str) -> int:
    events = dagster.ask(RUN, id=run_id)["runOrError"]["eventConnection"]["events"]
    started = (re.search(r"Started process for run \(pid: (\d+)\)", event["message"]) for event in events)
    return int(next(found for found in started if found)[1])


def _ticks(dagster: Dagster, selector: dict[str, str]) -> list[dict[str, Any]]:
    return dagster.ask(SENSOR, selector=selector)["sensorOrError"]["sensorState"]["ticks"]


def _runs_of_sensor(dagster: Dagster) -> list[dict[str, Any]]:
    return dagster.runs(tags=[{"key": "dagster/sensor_name", "value": "nightly_sample_press"}])


def _dry_tick(dagster: Dagster, selector: dict[str, str], cursor: str | None) -> str:
    answer = dagster.ask(DRY_TICK, selector=selector, cursor=cursor)["sensorDryRun"]["evaluationResult"]
    assert not answer["runRequests"], answer
    return answer["skipReason"]


def _launch_articles(dagster: Dagster, cell: str) -> None:
    answer = dagster.ask(BACKFILL, params={"assetSelection": [{"path": ["articles"]}], "partitionNames": [cell]})[
        "launchPartitionBackfill"
    ]
    assert answer["__typename"] == "LaunchBackfillSuccess", answer

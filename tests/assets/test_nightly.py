"""The nightly sensor asks the news sitemap first, crawls what is new once a night, and says why it skips."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg
import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_assets.crawl.nightly import night_of, tick
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sources import load_sources
from tests.assets.conftest import Graph, cell

SOURCE = load_sources()["sample_press"]
NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-03-01T01:59:59+00:00", "2026-02-28"),
        ("2026-03-01T02:00:00+00:00", "2026-03-01"),
        ("2026-01-01T00:30:00+00:00", "2025-12-31"),
    ],
)
def test_a_night_begins_at_its_hour_and_lasts_a_day(now: str, night: str):
    assert night_of(datetime.fromisoformat(now), night_hour=2) == night


def test_news_that_the_store_does_not_know_requests_its_year_once_a_night(user: Settings, store: Store, press: Press):
    press.switchboard.publish_now("Acme opens a plant in Dresden")
    asked = tick(SOURCE, user, None, NOW)
    assert isinstance(asked, dg.SensorResult) and asked.run_requests
    keys = [request.partition_key for request in asked.run_requests]
    assert cell("sample_press", NOW.year) in keys
    assert len({request.run_key for request in asked.run_requests}) == len(asked.run_requests)
    again = tick(SOURCE, user, asked.cursor, NOW)
    assert isinstance(again, dg.SkipReason)
    assert "has been crawled or is being crawled" in str(again.skip_message)


def test_news_that_is_all_known_is_skipped_with_the_reason(graph: Graph, user: Settings, store: Store):
    asked = tick(SOURCE, user, None, NOW)
    assert isinstance(asked, dg.SensorResult) and asked.run_requests
    for request in asked.run_requests:
        assert request.partition_key is not None
        graph.materialise("articles", request.partition_key)
    skipped = tick(SOURCE, user, None, NOW)
    assert isinstance(skipped, dg.SkipReason) and "is new" in str(skipped.skip_message)


def test_a_source_that_does_not_answer_is_skipped_and_asked_again(user: Settings):
    silent = user.with_environment(STOCKPRESS_SAMPLE_PRESS_URL="http://127.0.0.1:9")
    skipped = tick(SOURCE, silent, None, NOW)
    assert isinstance(skipped, dg.SkipReason) and "asked again in 5 minutes" in str(skipped.skip_message)

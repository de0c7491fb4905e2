"""session_cookies and articles do their work, say what they found, and fail with what to do.

After each test everything that it left anywhere is searched for the password, the keys and the cookies of its sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders.same_story import link_same_stories
from stockpress_spiders.sample_press.press import Press
from tests.assets.conftest import PASSWORD, Graph, cell, failure_of
from tests.assets.secret_search import CommandLines, found_in, kept_in_store, told_by_dagster
from tests.core.test_article import ARTICLE

Y2024, Y2025 = cell("sample_press", 2024), cell("sample_press", 2025)
WRONG = "hunter2hunter2"


@pytest.fixture(autouse=True)
def nothing_secret_is_left_anywhere(
    user: Settings,
    press: Press,
    instance: dg.DagsterInstance,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Search what a test left for secrets: the run's logs and metadata, output, command lines, the store."""
    tokens: list[str] = []
    open_session = press.open_session
    monkeypatch.setattr(press, "open_session", lambda: tokens.append(open_session()) or tokens[-1])
    with CommandLines() as command_lines:
        yield
    said = capfd.readouterr()
    left = {
        "Dagster's logs": told_by_dagster(instance),
        "standard output": said.out,
        "standard error": said.err,
        "a command line": "\n".join(command_lines.seen),
        "the store": kept_in_store(user),
    }
    assert found_in([PASSWORD, WRONG, *user.session_keys, *tokens], left) == []


def everything_written(graph: Graph, result: dg.ExecuteInProcessResult) -> str:
    """Return all that a run left in Dagster's event log, as text."""
    return "\n".join(str(entry) for entry in graph.instance.all_logs(result.run_id))


def test_cookies_are_kept_sealed_and_never_shown(graph: Graph, store: Store):
    result = graph.materialise("session_cookies", "sample_press")
    assert result.success
    session = store.session("sample_press")
    assert session is not None and session.alive()
    shown = everything_written(graph, result)
    assert "press_session" not in shown and PASSWORD not in shown and str(session.sealed) not in shown
    assert b"press_session" not in session.sealed
    assert graph.metadata("session_cookies", "sample_press")["sign_in"] == "signed in"


def test_a_refused_sign_in_fails_the_asset_with_what_to_do(user: Settings, instance: dg.DagsterInstance, store: Store):
    graph = Graph(user.with_environment(STOCKPRESS_SAMPLE_PRESS_PASSWORD=WRONG), instance)
    result = graph.materialise("session_cookies", "sample_press")
    assert not result.success
    assert "STOCKPRESS_SAMPLE_PRESS_PASSWORD" in failure_of(result)
    assert store.session("sample_press") is None
    assert not graph.materialise("articles", Y2024).success


CRASHING = """
from dataclasses import replace
from stockpress_spiders.source import Step
from stockpress_spiders.sources.sample_press import SOURCE as PRESS

asked = []

def crash_when_all_is_typed(page):
    asked.append(page)
    if len(asked) % 2 == 0:
        raise RuntimeError("the hook of the source broke")

again = Step((("input[name=q]", "password"),), "input[name=q]")
form = replace(PRESS.sign_in, steps=(*PRESS.sign_in.steps, again), before_step=crash_when_all_is_typed)
SOURCE = replace(PRESS, name="crashing", sign_in=form)
"""


def test_a_sign_in_that_crashes_shows_where_and_nothing_that_was_typed(
    user: Settings, press: Press, instance: dg.DagsterInstance, tmp_path: Path
):
    (tmp_path / "crashing.py").write_text(CRASHING)
    crashing = {name.replace("SAMPLE_PRESS", "CRASHING"): value for name, value in user.environment.items()}
    graph = Graph(user.with_environment(**crashing, STOCKPRESS_SOURCES=str(tmp_path)), instance)
    for asset, partition in (("session_cookies", "crashing"), ("articles", cell("crashing", 2024))):
        result = graph.materialise(asset, partition)
        assert not result.success
        assert "the hook of the source broke" in failure_of(result)


def test_a_captcha_at_sign_in_fails_the_asset_and_is_called_so(graph: Graph, press: Press):
    press.switchboard.captcha(True)
    result = graph.materialise("session_cookies", "sample_press")
    assert not result.success
    assert "CAPTCHA" in failure_of(result)


def test_two_years_are_crawled_in_one_run_and_reported_year_by_year(graph: Graph, store: Store, press: Press):
    story = next(story for story in press.standing if story.published.year == 2024)
    copy = replace(ARTICLE, source="agency", headline="As others had it", body=story.body, published=story.published)
    store.save_article(copy)
    link_same_stories(store, "agency", 2024)
    graph.materialise("session_cookies", "sample_press")
    result = graph.materialise("articles", Y2024, Y2025)
    assert result.success
    assert graph.years("articles") == {Y2024, Y2025}
    for year, key in ((2024, Y2024), (2025, Y2025)):
        standing = store.content_hashes("sample_press", year)
        shown = graph.metadata("articles", key)
        assert shown["new"] == len(standing) >= 40
        assert shown["dagster/partition_row_count"] == len(standing)
        assert shown["syndicated"] == (year == 2024)
        assert "data:image/png;base64" in str(shown["articles_by_month"])
    checks = {evaluation.check_name: evaluation.passed for evaluation in result.get_asset_check_evaluations()}
    assert checks == {"articles_in_normal_range": True, "few_pages_failed": True, "archive_read_whole": True}


def test_a_crawl_without_a_session_signs_in_by_itself_and_says_so_in_the_graph(graph: Graph, store: Store):
    result = graph.materialise("articles", Y2024)
    assert result.success
    assert graph.years("session_cookies") == {"sample_press"}
    assert next(check.check_name for check in result.get_asset_check_evaluations() if check.passed) == "session_alive"
    assert len(store.content_hashes("sample_press", 2024)) >= 40


def test_a_session_that_ends_in_mid_crawl_is_renewed_once_and_the_crawl_goes_on(
    graph: Graph, store: Store, press: Press
):
    graph.materialise("session_cookies", "sample_press")
    first = store.session("sample_press")
    press.switchboard.expire_sessions(after_pages=10)
    result = graph.materialise("articles", Y2024)
    assert result.success, failure_of(result)
    assert len(store.content_hashes("sample_press", 2024)) >= 40
    assert store.session("sample_press") != first
    assert graph.metadata("articles", Y2024)["session_renewed"] == 1


def test_a_year_that_fails_keeps_the_years_before_it_and_names_the_rest(graph: Graph, store: Store, press: Press):
    graph.materialise("session_cookies", "sample_press")
    press.switchboard.break_year(2025)
    result = graph.materialise("articles", Y2024, cell("sample_press", 2026))
    assert not result.success
    assert "sample_press 2025" in failure_of(result) and "not crawled after it: sample_press 2026" in failure_of(result)
    assert graph.years("articles") == {Y2024}
    assert len(store.content_hashes("sample_press", 2024)) >= 40


def test_a_month_that_cannot_be_read_leaves_the_rest_of_the_year_and_a_failed_check(
    graph: Graph, store: Store, press: Press
):
    press.switchboard.server_error(times=4, on="/sitemaps/2024-03")
    result = graph.materialise("articles", Y2024)
    assert result.success, failure_of(result)
    kept = {article.published.month for article in store.articles("sample_press", 2024)}
    assert kept == set(range(1, 13)) - {3}
    shown = graph.metadata("articles", Y2024)
    assert shown["unread_sitemaps"] == 1
    assert list(shown["unread_sitemaps_named"].values()) == ["http_500"]  # type: ignore[attr-defined]
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert [(check.check_name, check.severity) for check in failed] == [
        ("archive_read_whole", dg.AssetCheckSeverity.WARN)
    ]

    assert graph.materialise("articles", Y2024).success
    assert {article.published.month for article in store.articles("sample_press", 2024)} == set(range(1, 13))
    assert graph.metadata("articles", Y2024)["unread_sitemaps"] == 0


def test_a_store_that_is_down_fails_the_asset_with_its_address(user: Settings, instance: dg.DagsterInstance):
    gone = user.with_environment(STOCKPRESS_MONGODB_URI="mongodb://127.0.0.1:9/?directConnection=true")
    graph = Graph(gone, instance)
    result = graph.materialise("articles", Y2024)
    assert not result.success
    assert "127.0.0.1:9 does not answer" in failure_of(result)

"""The crawl program against the sample press: behind a sign-in, with the store and the browser that the desk uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders.sample_press.press import Press
from tests.spiders.conftest import PASSWORD
from tests.spiders.crawling import crawl
from tests.spiders.test_crawl import assert_adds_up

SOURCE = "sample_press"


def test_a_year_behind_a_sign_in_is_read_whole_and_asked_for_once(
    press: Press, subscribed: Settings, store: Store, tmp_path: Path
) -> None:
    first = crawl(subscribed, SOURCE, 2024, tmp_path)
    assert (first.status, first.stderr) == (0, "")
    printed = {story.headline: story for story in press.standing if story.published.year == 2024}
    articles = list(store.articles(SOURCE, 2024))
    assert sorted(article.headline for article in articles) == sorted(printed)
    for article in articles:
        story = printed[article.headline]
        assert article.body.split() == story.body.split()
        assert (article.published, article.authors, article.section) == (story.published, story.authors, story.section)
        assert article.paywalled or article.found_by["headline"] == "opengraph"
        assert "utm_" not in article.url
    counts = first.counts
    assert (counts["new"], counts["duplicates"], counts["failed"]) == (len(printed), 1, {"http_410": 1})
    assert counts["session_renewed"] == 1
    assert PASSWORD not in first.everything
    assert_adds_up(counts)

    press.requests.clear()
    second = crawl(subscribed, SOURCE, 2024, tmp_path).counts
    assert second["known"] == second["found"] == counts["found"]
    assert {path for path in press.requests if not path.startswith("/sitemap")} == {"/robots.txt"}


def test_a_session_that_ends_in_mid_crawl_is_renewed_once_and_no_teaser_is_kept(
    press: Press, subscribed: Settings, store: Store, tmp_path: Path
) -> None:
    press.switchboard.expire_sessions(after_pages=10)
    crawled = crawl(subscribed, SOURCE, 2025, tmp_path)
    assert crawled.status == 0, crawled.stderr
    assert [renewed["source"] for renewed in crawled.renewed] == [SOURCE, SOURCE]
    bodies = {story.headline: story.body.split() for story in press.standing}
    articles = list(store.articles(SOURCE, 2025))
    assert len(articles) == crawled.counts["found"]
    assert all(article.body.split() == bodies[article.headline] for article in articles)
    assert_adds_up(crawled.counts)


def test_a_session_that_dies_again_at_once_stops_the_crawl_which_can_go_on_later(
    press: Press, subscribed: Settings, store: Store, tmp_path: Path
) -> None:
    press.switchboard.expire_sessions(after_pages=5, times=9)
    crawled = crawl(subscribed, SOURCE, 2025, tmp_path)
    assert crawled.status == 1
    assert "shows teasers again" in (crawled.error or "")
    assert "STOCKPRESS_SAMPLE_PRESS_USERNAME" in (crawled.error or "")
    assert crawled.counts["not_reached"] > 0
    assert_adds_up(crawled.counts)
    press.switchboard.reset()
    rest = crawl(subscribed, SOURCE, 2025, tmp_path).counts
    assert rest["new"] + rest["known"] == rest["found"] == len(store.content_hashes(SOURCE, 2025))


def test_a_wrong_password_fails_the_crawl_with_what_to_do(subscribed: Settings, tmp_path: Path) -> None:
    wrong = subscribed.with_environment(STOCKPRESS_SAMPLE_PRESS_PASSWORD="hunter2hunter2")
    crawled = crawl(wrong, SOURCE, 2024, tmp_path)
    assert crawled.status == 1
    assert "refused the sign-in; correct STOCKPRESS_SAMPLE_PRESS_USERNAME" in (crawled.error or "")
    assert crawled.stderr == f"sample_press 2024: {crawled.error}\n"
    assert "hunter2" not in crawled.everything
    assert crawled.counts["not_reached"] == crawled.counts["found"] > 0


@pytest.mark.parametrize("variable", ["STOCKPRESS_SAMPLE_PRESS_PASSWORD", "STOCKPRESS_SESSION_KEYS"])
def test_a_setting_that_is_missing_fails_the_crawl_with_its_name(
    subscribed: Settings, tmp_path: Path, variable: str
) -> None:
    bare = Settings.from_environment({**subscribed.child_environment(), variable: ""})
    crawled = crawl(bare, SOURCE, 2024, tmp_path)
    assert crawled.status == 1
    assert variable in (crawled.error or "")


def test_only_what_moved_is_asked_for_again(press: Press, subscribed: Settings, store: Store, tmp_path: Path) -> None:
    crawl(subscribed, SOURCE, 2025, tmp_path)
    changed, withdrawn = [story for story in press.standing if story.published.year == 2025][:2]
    press.switchboard.change(changed.slug, f"{changed.body}\n\nThe company confirmed its outlook late on the same day.")
    press.switchboard.withdraw(withdrawn.slug)
    press.requests.clear()
    again = crawl(subscribed, SOURCE, 2025, tmp_path).counts
    assert (again["changed"], again["withdrawn"], again["new"]) == (1, 1, 0)
    asked = {path for path in press.requests if path.startswith("/story/")}
    assert asked == {changed.path, withdrawn.path}
    standing = {article.headline: article for article in store.articles(SOURCE, 2025)}
    assert withdrawn.headline not in standing
    assert standing[changed.headline].body.endswith("late on the same day.")


def test_troubles_that_pass_cost_no_page(press: Press, subscribed: Settings, tmp_path: Path) -> None:
    press.switchboard.rate_limit(times=2, retry_after=1)
    press.switchboard.server_error(times=2)
    press.switchboard.cut_off(times=2)
    crawled = crawl(subscribed, SOURCE, 2025, tmp_path)
    assert crawled.status == 0
    assert crawled.counts["new"] == crawled.counts["found"]
    assert crawled.counts["failed"] == {}

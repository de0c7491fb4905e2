"""Faults and events on demand, turned from Python while the site runs."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable

import pytest

from stockpress.article import InvalidRecord
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.story import Story
from stockpress_spiders.sample_press.switchboard import Switchboard
from tests.spiders.sample_press.reader import Reader


def statuses(reader: Reader, path: str, times: int) -> list[int]:
    return [reader.get(path).status for _ in range(times)]


def test_a_rate_limit_asks_to_wait_and_is_over_after_its_times(press: Press, stranger: Reader, story: Story):
    press.switchboard.rate_limit(times=2, retry_after=3)
    limited = stranger.get(story.path)
    assert (limited.status, limited.headers["Retry-After"]) == (429, "3")
    assert statuses(stranger, story.path, 3) == [429, 200, 200]


def test_server_errors_are_over_after_their_times(press: Press, stranger: Reader, story: Story):
    press.switchboard.server_error(times=2)
    assert statuses(stranger, story.path, 3) == [500, 500, 200]


def test_faults_meet_story_pages_only_unless_told_where(press: Press, stranger: Reader, story: Story):
    press.switchboard.server_error()
    assert stranger.get("/sitemap.xml").status == 200
    assert stranger.get(story.path).status == 500
    press.switchboard.rate_limit(on="/sitemap")
    assert statuses(stranger, story.path, 1) == [200]
    assert statuses(stranger, "/sitemaps/2024-03.xml", 2) == [429, 200]


def test_a_slow_answer_comes_late_and_whole(press: Press, stranger: Reader, story: Story):
    press.switchboard.slow(0.3)
    started = time.monotonic()
    assert stranger.get(story.path).texts("h1") == [story.headline]
    assert time.monotonic() - started >= 0.3


def test_a_connection_is_broken_in_the_middle_of_the_body(
    press: Press, stranger: Reader, story: Story, caplog: pytest.LogCaptureFixture
):
    press.switchboard.cut_off()
    with pytest.raises(http.client.IncompleteRead) as broken:
        stranger.get(story.path)
    assert broken.value.partial.startswith(b"<!doctype html>") and b"</html>" not in broken.value.partial
    assert stranger.get(story.path).status == 200
    assert not caplog.records


def test_sessions_end_after_so_many_story_pages_and_a_new_one_lives(press: Press, subscriber: Reader):
    press.switchboard.expire_sessions(after_pages=3)
    paths = [story.path for story in press.standing[:6]]
    subscriber.get("/")
    assert [bool(subscriber.get(path).select(".paywall")) for path in paths] == [False] * 3 + [True] * 3
    subscriber.sign_in()
    assert not any(subscriber.get(path).select(".paywall") for path in paths)


def test_sessions_can_end_again_and_again(press: Press, subscriber: Reader, story: Story):
    press.switchboard.expire_sessions(times=2)
    for _ in range(2):
        assert subscriber.get(story.path).select(".paywall")
        subscriber.sign_in()
    assert not subscriber.get(story.path).select(".paywall")


def test_a_published_story_is_at_once_on_its_page_the_front_page_and_in_the_sitemap(press: Press, stranger: Reader):
    story = press.switchboard.publish_now("Acme & Société Générale open a plant", body="One.\n\nTwo.")
    assert story.slug == "acme-societe-generale-open-a-plant"
    assert stranger.get(story.path).texts(".article-body p") == ["One."]
    assert stranger.get("/").texts("h2")[0] == story.headline
    assert story.path in stranger.get(f"/sitemaps/{story.published:%Y-%m}.xml").text


def test_the_story_of_the_moment_has_a_body_worth_reading(press: Press):
    story = press.switchboard.publish_now("Acme opens a plant in Dresden")
    assert story.body.startswith(story.headline) and len(story.paragraphs) == 4


def test_a_slug_can_be_published_once_only(press: Press):
    press.switchboard.publish_now("Acme opens a plant")
    with pytest.raises(InvalidRecord, match="acme-opens-a-plant"):
        press.switchboard.publish_now("Acme opens a plant")


def test_a_changed_story_has_its_new_text_time_and_entity_tag(press: Press, subscriber: Reader, story: Story):
    before = subscriber.get(story.path)
    changed = press.switchboard.change(story.slug, "Everything is different now.\n\nNobody expected it.")
    after = subscriber.get(story.path, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert after.texts(".article-body p") == ["Everything is different now.", "Nobody expected it."]
    assert "Updated" in after.texts(".byline")[0]
    assert after.structured_data()["dateModified"] > after.structured_data()["datePublished"]
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    assert changed.published == story.published
    assert press.story(story.slug) == changed


def test_two_changes_in_one_second_have_different_times(press: Press, story: Story):
    first = press.switchboard.change(story.slug, "One.").modified
    second = press.switchboard.change(story.slug, "Two.").modified
    assert first is not None and second is not None and second > first


def test_a_withdrawn_story_answers_410_and_its_sitemap_has_moved_on(press: Press, subscriber: Reader, story: Story):
    sitemap = f"/sitemaps/{story.published:%Y-%m}.xml"
    before = subscriber.get(sitemap)
    press.switchboard.withdraw(story.slug)
    assert subscriber.get(story.path).status == 410
    after = subscriber.get(sitemap, If_None_Match=before.headers["ETag"])
    assert after.status == 200 and story.path in after.text


def test_a_broken_year_has_sitemaps_that_are_none_and_leaves_others_alone(press: Press, stranger: Reader):
    press.switchboard.break_year(2025)
    assert stranger.get("/sitemaps/2025-03.xml").text.startswith("<!doctype html>")
    for path in ("/sitemaps/2024-03.xml", "/sitemap.xml", "/sitemaps/news.xml"):
        assert stranger.get(path).text.startswith("<?xml")


def test_a_reset_turns_everything_off_and_brings_back_the_stories(press: Press, subscriber: Reader, story: Story):
    before = press.stories
    board = press.switchboard
    board.server_error(times=5)
    board.expire_sessions()
    board.captcha()
    board.break_year(2025)
    board.change(story.slug, "Gone.")
    board.withdraw(press.stories[1].slug)
    board.publish_now("Acme opens a plant")
    board.reset()
    assert press.stories == before
    assert not subscriber.get(story.path).select(".paywall")
    assert subscriber.get("/sign-in").select("input[name=password]")
    assert subscriber.get("/sitemaps/2025-03.xml").text.startswith("<?xml")


@pytest.mark.parametrize(
    "turn",
    [
        lambda board: board.rate_limit(times=0),
        lambda board: board.slow(-1),
        lambda board: board.cut_off(on="story"),
        lambda board: board.expire_sessions(after_pages=-1),
    ],
)
def test_a_switch_that_cannot_be_turned_so_says_what_it_expects(press: Press, turn: Callable[[Switchboard], None]):
    with pytest.raises(ValueError, match="expected"):
        turn(press.switchboard)


@pytest.mark.parametrize("turn", ["change", "withdraw"])
def test_a_story_that_is_not_there_is_named(press: Press, turn: str):
    with pytest.raises(InvalidRecord, match="'no-such-story'"):
        getattr(press.switchboard, turn)("no-such-story", *(["text"] if turn == "change" else []))


def test_what_was_asked_and_answered_is_counted(press: Press, stranger: Reader, story: Story):
    press.switchboard.server_error()
    etag = stranger.get("/").headers["ETag"]
    stranger.get("/?utm_source=x", If_None_Match=etag)
    stranger.get(story.path)
    stranger.get("/nowhere")
    assert press.requests == {"/": 2, story.path: 1, "/nowhere": 1}
    assert press.answers == {200: 1, 304: 1, 500: 1, 404: 1}
    press.requests.clear()
    assert not press.requests

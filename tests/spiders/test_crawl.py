"""The crawl program against a small site, one trouble a test, with the embedded store."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from tests.spiders.crawling import ROOT, crawl, crawling, messages_in
from tests.spiders.forwarder import forwarding
from tests.spiders.small_site import PAGE, TEXT, Answer, SmallSite

HTML = {"Content-Type": "text/html; charset=utf-8"}
YEAR = 2024


def assert_adds_up(counts: dict[str, Any]) -> None:
    """The counting invariants of every crawl."""
    assert counts["found"] == counts["known"] + counts["fetched"] + counts["not_reached"]
    endings = [counts[name] for name in ("new", "changed", "unchanged", "duplicates", "withdrawn")]
    assert counts["fetched"] == sum(endings) + sum(counts["failed"].values())
    assert counts["not_modified"] <= counts["fetched"]


def wait_until(met: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until *met*, checking often."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_a_year_is_crawled_and_asked_for_again_only_where_it_moved(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    for name in "abc":
        site.write(name)
    first = crawl(small, "small", YEAR, tmp_path)
    assert (first.status, first.error, first.stderr, first.counts["new"]) == (0, None, "", 3)
    assert {article.headline for article in store.articles("small", YEAR)} == {"Story a", "Story b", "Story c"}

    site.asked.clear()
    site.answers["/news/b"].body = site.answers["/news/b"].body.replace(b"orders", b"sales")
    site.put("b", site.answers["/news/b"], lastmod="2")
    site.write("d")
    second = crawl(small, "small", YEAR, tmp_path)
    assert set(site.asked) == {"/robots.txt", "/2024.xml", "/news/b", "/news/d"}
    assert (second.counts["known"], second.counts["changed"], second.counts["new"]) == (2, 1, 1)
    for crawled in (first, second):
        assert_adds_up(crawled.counts)


def test_a_page_without_a_time_of_change_is_asked_for_on_condition(
    site: SmallSite, small: Settings, tmp_path: Path
) -> None:
    path = site.write("a", lastmod=None)
    site.answers[path].headers = {**HTML, "ETag": '"1"', "Last-Modified": "Thu, 14 Mar 2024 08:00:00 GMT"}
    assert crawl(small, "small", YEAR, tmp_path).counts["new"] == 1
    site.answers[path] = Answer(status=304)
    again = crawl(small, "small", YEAR, tmp_path)
    assert site.headers[path]["If-None-Match"] == '"1"'
    assert site.headers[path]["If-Modified-Since"] == "Thu, 14 Mar 2024 08:00:00 GMT"
    assert (again.counts["not_modified"], again.counts["unchanged"]) == (1, 1)
    assert_adds_up(again.counts)


def test_every_page_that_gives_no_article_is_counted_under_its_reason(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    def page(**changes: str) -> Answer:
        return Answer(
            PAGE.format(**{"headline": "A", "published": "2024-05-01", "text": TEXT, **changes}).encode(), 200, HTML
        )

    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/private\n")
    site.write("good")
    site.write("last_year", published="2023-12-31T23:59:59Z")
    site.put("pdf", Answer(b"%PDF-1.4", 200, {"Content-Type": "application/pdf"}))
    site.put("empty", Answer(b"", 200, HTML))
    site.put("no_headline", Answer(b"<html><body><p>Some words.</p></body></html>", 200, HTML))
    site.put("no_body", page(text=""))
    site.put("no_time", Answer(page().body.replace(b"2024-05-01", b"soon"), 200, HTML))
    site.put(
        "paid", Answer(page().body.replace(b'"headline"', b'"isAccessibleForFree": "False", "headline"'), 200, HTML)
    )
    site.put("gone", Answer(status=410))
    site.put("forbidden", Answer(status=403))
    site.put("broken", Answer(status=500))
    site.put("cut", Answer(b"<html>", 200, HTML, length=1000))
    site.put("slow", Answer(b"<html>", 200, HTML, seconds=0.7))
    site.put("huge", Answer(b"<html>", 200, HTML, length=100_000_000))
    site.put("circle", Answer(b"", 302, {"Location": "/news/circle"}))
    site.put("away", Answer(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data"}))
    site.put("elsewhere", Answer(b"", 302, {"Location": f"{site.url.rpartition(':')[0]}:9/news/elsewhere"}))
    site.put("private", page())
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 0, crawled.stderr
    assert crawled.counts["failed"] == {
        "connection_lost": 1,
        "http_403": 1,
        "http_410": 1,
        "http_500": 1,
        "no_body": 1,
        "no_headline": 1,
        "no_published_time": 1,
        "not_html": 2,
        "paywalled": 1,
        "private_address": 1,
        "published_in_another_year": 1,
        "redirected_elsewhere": 1,
        "refused_by_robots": 1,
        "timeout": 1,
        "too_large": 1,
        "too_many_redirects": 1,
    }
    assert "/news/private" not in site.asked
    assert len(site.asked["/news/broken"]) == 4
    assert [article.headline for article in store.articles("small", YEAR)] == ["Story good"]
    assert_adds_up(crawled.counts)

    again = crawl(small, "small", YEAR, tmp_path).counts
    tried_again = {"connection_lost", "http_403", "http_500", "paywalled", "refused_by_robots", "timeout"}
    assert set(again["failed"]) == {*tried_again, "too_many_redirects", "redirected_elsewhere", "private_address"}
    assert_adds_up(again)


def test_an_article_at_two_addresses_is_kept_once(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    twin = site.answers["/news/a"].body.replace(
        b"</head>", b'<link rel="canonical" href="/news/a?utm_source=b"></head>'
    )
    site.put("b", Answer(twin, 200, HTML))
    first = crawl(small, "small", YEAR, tmp_path).counts
    assert (first["new"], first["duplicates"]) == (1, 1)
    assert [article.url for article in store.articles("small", YEAR)] == [f"{site.url}/news/a"]
    site.put("b", Answer(twin, 200, HTML), lastmod="2")
    again = crawl(small, "small", YEAR, tmp_path).counts
    assert (again["known"], again["duplicates"]) == (1, 1)


def test_a_page_that_is_gone_withdraws_its_article(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    site.write("b")
    assert crawl(small, "small", YEAR, tmp_path).counts["new"] == 2
    site.put("a", Answer(status=410), lastmod="2")
    gone = crawl(small, "small", YEAR, tmp_path).counts
    assert (gone["withdrawn"], gone["failed"]) == (1, {})
    assert [article.headline for article in store.articles("small", YEAR)] == ["Story b"]
    assert crawl(small, "small", YEAR, tmp_path).counts["known"] == 2
    site.write("a", lastmod="3")
    crawl(small, "small", YEAR, tmp_path)
    assert len(list(store.articles("small", YEAR))) == 2


def test_a_site_that_asks_to_wait_is_left_alone_as_long(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    for name in "abcdefgh":
        site.write(name)
    site.first["/news/a"] = [Answer(status=429, headers={"Retry-After": "2"})]
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.counts["new"] == 8
    refused, again = site.asked["/news/a"]
    assert again - refused >= 1.9
    # What was under way when the site refused could not be held back any more.
    between = [path for path, times in site.asked.items() for t in times if refused + 0.3 < t < refused + 1.9]
    assert between == []


def test_a_site_that_asks_to_wait_too_long_ends_the_crawl_which_can_go_on_later(
    site: SmallSite, small: Settings, tmp_path: Path
) -> None:
    for number in range(20):
        site.write(f"story-{number}")
    site.first["/news/story-9"] = [Answer(status=503, headers={"Retry-After": "7200"})]
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert crawled.error == "small asks to be left alone for 120 minutes; run the same command after that"
    assert crawled.counts["not_reached"] > 0
    assert_adds_up(crawled.counts)
    rest = crawl(small, "small", YEAR, tmp_path)
    assert rest.status == 0
    assert rest.counts["known"] + rest.counts["new"] + rest.counts["unchanged"] == 20


@pytest.mark.parametrize(
    ("sitemap", "found"),
    [
        (Answer(b"<html><body>We will be back soon</body></html>"), "found html"),
        (Answer(status=500), "status 500"),
        (Answer(status=404), "does not reach back to 2024"),
        (Answer(b"<urlset>", length=100), "connection_lost"),
    ],
)
def test_an_archive_that_cannot_be_read_fails_the_crawl_in_one_line(
    site: SmallSite, small: Settings, tmp_path: Path, sitemap: Answer, found: str
) -> None:
    site.answers["/2024.xml"] = sitemap
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert found in (crawled.error or "")
    assert crawled.stderr == f"small 2024: {crawled.error}\n"


DAYS = """
from stockpress_spiders.source import DayPages, Source

SOURCE = Source("daily", "http://daily.example", "en", DayPages("/days/{year}-{month:02}-{day:02}"), "/news/.+", (0, 5),
                delay=0.0, concurrency=4, timeout=0.5)
"""


def test_day_pages_of_a_past_year_are_read_once_unless_they_are_wanted_again(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    assert small.sources is not None
    (small.sources / "daily.py").write_text(DAYS)
    settings = small.with_environment(STOCKPRESS_DAILY_URL=site.url)
    path = site.write("a")
    days = {f"/days/2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)}
    site.answers |= {day: Answer(f"<a href={path}>A story</a>".encode(), 200, HTML) for day in days}
    assert crawl(settings, "daily", YEAR, tmp_path).counts["new"] == 1
    assert len(site.asked) == 366 + 2
    site.asked.clear()
    assert crawl(settings, "daily", YEAR, tmp_path).counts["known"] == 1
    assert set(site.asked) <= {"/robots.txt"}
    crawl(settings, "daily", YEAR, tmp_path, "--archive-again")
    assert len(site.asked) == 366 + 1


def test_a_site_that_is_down_fails_the_crawl_in_one_line(small: Settings, tmp_path: Path) -> None:
    nowhere = small.with_environment(STOCKPRESS_SMALL_URL="http://127.0.0.1:9")
    crawled = crawl(nowhere, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert "connection_refused" in (crawled.error or "")
    assert crawled.stderr.count("\n") == 1


def test_a_store_that_is_down_fails_the_crawl_in_one_line(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    nowhere = small.with_environment(STOCKPRESS_MONGODB_URI="mongodb://me:s3cret@127.0.0.1:9/")
    crawled = crawl(nowhere, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert "STOCKPRESS_MONGODB_URI" in (crawled.error or "")
    assert crawled.stderr.count("\n") == 1
    assert "s3cret" not in crawled.everything


def test_a_store_that_goes_down_in_mid_crawl_stops_it_and_the_next_one_goes_on(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    for number in range(30):
        site.write(f"story-{number}")
        site.answers[f"/news/story-{number}"].seconds = 0.1
    with forwarding(small.require_mongodb_uri()) as (uri, door):
        through = small.with_environment(STOCKPRESS_MONGODB_URI=uri)
        with crawling(through, "small", YEAR, tmp_path) as program:
            wait_until(lambda: len(store.pages("small", YEAR)) >= 6)  # the first of them are counted by now
            door.close()
            _, stderr = program.communicate(timeout=60)
    assert program.returncode == 1
    assert "what was saved before is safe, run the same command again" in stderr
    counts = messages_in(tmp_path)[-2]["params"]["payload"]["counts"]
    assert 0 < counts["not_reached"] < 30
    assert_adds_up(counts)
    rest = crawl(small, "small", YEAR, tmp_path).counts
    assert rest["known"] + rest["unchanged"] + rest["new"] == 30 == len(store.content_hashes("small", YEAR))


def test_a_crawl_killed_half_way_loses_and_doubles_nothing(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    for number in range(30):
        site.write(f"story-{number}")
        site.answers[f"/news/story-{number}"].seconds = 0.1
    with crawling(small, "small", YEAR, tmp_path) as program:
        wait_until(lambda: len(store.content_hashes("small", YEAR)) >= 8)
        program.send_signal(signal.SIGKILL)
        program.wait()
    saved = set(store.content_hashes("small", YEAR))
    assert 8 <= len(saved) < 30
    rest = crawl(small, "small", YEAR, tmp_path)
    assert rest.counts["known"] + rest.counts["unchanged"] == len(saved)
    assert rest.counts["new"] == 30 - len(saved)
    assert len(store.content_hashes("small", YEAR)) == 30
    assert_adds_up(rest.counts)


def test_a_crawl_that_is_asked_to_stop_says_how_far_it_came(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    for number in range(30):
        site.write(f"story-{number}")
        site.answers[f"/news/story-{number}"].seconds = 0.2
    with crawling(small, "small", YEAR, tmp_path) as program:
        wait_until(lambda: len(site.asked) > 8)
        program.send_signal(signal.SIGINT)
        _, stderr = program.communicate(timeout=20)
    assert program.returncode == 1
    assert "the crawl was stopped" in stderr
    counts = messages_in(tmp_path)[-2]["params"]["payload"]["counts"]
    assert 0 < counts["fetched"] < 30
    assert_adds_up(counts)


def test_a_crawl_whose_run_has_ended_ends_too(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    for number in range(60):
        site.write(f"story-{number}")
        site.answers[f"/news/story-{number}"].seconds = 0.8
    runner = f"""
import time
from pathlib import Path
from stockpress.settings import Settings
from tests.spiders.crawling import crawling
settings = Settings.from_environment()
with crawling(settings, "small", {YEAR}, Path({str(tmp_path)!r})) as program:
    print(program.pid, flush=True)
    time.sleep(60)
"""
    command = [sys.executable, "-c", runner]
    with subprocess.Popen(command, cwd=ROOT, env=small.child_environment(), stdout=subprocess.PIPE, text=True) as run:
        wait_until(lambda: len(site.asked) > 4)
        run.kill()
    wait_until(lambda: messages_in(tmp_path)[-1]["method"] == "closed", 15)
    payload = messages_in(tmp_path)[-2]["params"]["payload"]
    assert payload["error"] == "the run that started the crawl has ended"


def test_a_crawl_started_by_hand_prints_lines(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    site.write("a")
    command = [sys.executable, "-m", "stockpress_spiders", "small", str(YEAR)]
    done = subprocess.run(
        command, cwd=ROOT, env=small.child_environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("small 2024: 1 pages found: 1 new in ")


def test_an_unknown_source_is_refused_with_the_known_ones(small: Settings) -> None:
    command = [sys.executable, "-m", "stockpress_spiders", "nobody", str(YEAR)]
    done = subprocess.run(
        command, cwd=ROOT, env=small.child_environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "sample_press" in done.stderr


def test_the_spider_runs_alone_as_a_scrapy_project(site: SmallSite, small: Settings, store: Store) -> None:
    site.write("a")
    command = [sys.executable, "-m", "scrapy", "crawl", "articles", "-a", "source=small", "-a", f"year={YEAR}"]
    done = subprocess.run(
        command, cwd=ROOT, env=small.child_environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [article.headline for article in store.articles("small", YEAR)] == ["Story a"]

"""Pages are kept as they came, where the deployment wants it, and can be read anew without asking the site."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from stockpress.settings import InvalidSetting, Settings
from stockpress.store import Store
from stockpress_spiders.re_extract import re_extract
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sources import load_sources
from stockpress_spiders.warc import kept_responses
from tests.spiders.crawling import crawl
from tests.spiders.small_site import Answer, SmallSite

YEAR = 2024
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def keeping(small: Settings, tmp_path: Path) -> Settings:
    """Settings of a desk that keeps the pages of its crawls."""
    return small.with_environment(STOCKPRESS_WARC=str(tmp_path / "warc"))


def test_kept_pages_are_read_anew_without_asking_the_site(
    site: SmallSite, keeping: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    site.write("b")
    site.answers["/news/b"] = Answer(
        gzip.compress(site.answers["/news/b"].body), 200, {**HTML, "Content-Encoding": "gzip", "Set-Cookie": "sid=1"}
    )
    site.put("bare", Answer(b"<html><body><p>Some words.</p></body></html>", 200, HTML))
    site.put("gone", Answer(status=410))
    assert crawl(keeping, "small", YEAR, tmp_path).counts["new"] == 2
    source = load_sources(keeping.sources)["small"]
    articles = {article.url: article for article in store.articles("small", YEAR)}
    a, b = (articles[f"{site.url}/news/{name}"] for name in "ab")
    # As an earlier extractor might have left it, and after the publisher had taken a story back.
    store.save_article(replace(a, body="Half of it."), keep_version=False)
    store.withdraw_article(b.url, datetime(2025, 1, 1, tzinfo=UTC))
    site.asked.clear()

    assert re_extract(keeping, source, YEAR, store) == {"changed": 1, "unchanged": 1, "no_headline": 1}
    found = store.article(a.url)
    assert found is not None and found.body == a.body
    assert store.versions(a.url) == []
    withdrawn = store.article(b.url)
    assert withdrawn is not None and withdrawn.withdrawn is not None
    assert not site.asked


def test_the_newest_of_a_page_kept_twice_counts_and_no_cookie_is_kept(
    site: SmallSite, keeping: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    crawl(keeping, "small", YEAR, tmp_path)
    site.answers["/news/a"].body = site.answers["/news/a"].body.replace(b"orders", b"sales")
    site.answers["/news/a"].headers = {**HTML, "Set-Cookie": "sid=s3cret"}
    site.put("a", site.answers["/news/a"], lastmod="2")
    assert crawl(keeping, "small", YEAR, tmp_path).counts["changed"] == 1
    files = sorted((tmp_path / "warc" / "small" / "2024").iterdir())
    assert len(files) == 2
    assert re_extract(keeping, load_sources(keeping.sources)["small"], YEAR, store) == {"unchanged": 1}
    assert "sales" in next(store.articles("small", YEAR)).body
    assert all(b"s3cret" not in gzip.decompress(file.read_bytes()) for file in files)


def test_a_file_that_a_killed_crawl_left_is_read_as_far_as_it_goes(
    site: SmallSite, keeping: Settings, tmp_path: Path
) -> None:
    for name in "abc":
        site.write(name)
    crawl(keeping, "small", YEAR, tmp_path)
    folder = tmp_path / "warc"
    (file,) = folder.rglob("*.warc.gz")
    assert len(list(kept_responses(folder, "small", YEAR))) == 3
    file.write_bytes(file.read_bytes()[:-50])
    assert len(list(kept_responses(folder, "small", YEAR))) == 2
    with file.open("rb") as stream:
        assert next(iter(ArchiveIterator(stream))).rec_type == "response"  # a WARC file for any other program too


def test_what_a_stranger_was_shown_of_a_paid_page_is_not_kept(
    press: Press, subscribed: Settings, tmp_path: Path
) -> None:
    press.switchboard.expire_sessions(after_pages=5)
    keeping = subscribed.with_environment(STOCKPRESS_WARC=str(tmp_path / "warc"))
    crawled = crawl(keeping, "sample_press", YEAR, tmp_path)
    assert crawled.status == 0, crawled.stderr
    kept = list(kept_responses(tmp_path / "warc", "sample_press", YEAR))
    assert len(kept) == crawled.counts["new"] + crawled.counts["duplicates"]
    assert all(b'class="paywall' not in page.response.body for page in kept)


def test_without_a_folder_nothing_is_kept_and_reading_anew_says_what_to_set(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    crawl(small, "small", YEAR, tmp_path)
    assert not list(tmp_path.rglob("*.warc.gz"))
    with pytest.raises(InvalidSetting, match="STOCKPRESS_WARC"):
        re_extract(small, load_sources(small.sources)["small"], YEAR, store)


def test_a_folder_that_cannot_be_written_to_stops_the_crawl(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    site.write("a")
    (tmp_path / "file").write_text("no folder")
    crawled = crawl(small.with_environment(STOCKPRESS_WARC=str(tmp_path / "file")), "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert "STOCKPRESS_WARC" in (crawled.error or "")

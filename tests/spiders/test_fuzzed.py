"""What a site may send is read or refused by name, whatever it is: sitemaps, feeds, lists of links, addresses.

`STOCKPRESS_FUZZ=100000 pytest tests/spiders/test_fuzzed.py` tries as many inputs for each; `python -m benchmarks.fuzz`
does so within limits of time and memory.
"""

from __future__ import annotations

import os
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from benchmarks import fuzz
from benchmarks.fuzz_inputs import press_pages
from stockpress_spiders.address_shapes import article_pattern, dated_template, template_pattern
from stockpress_spiders.addresses import clean_url
from stockpress_spiders.archive_kinds import SitemapIndex
from stockpress_spiders.day_pages import links_of
from stockpress_spiders.feeds import read_feed
from stockpress_spiders.network import host_of, is_private
from stockpress_spiders.page_reader import read_response
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sitemaps import SitemapUnreadable, read_sitemap
from stockpress_spiders.sources import load_sources

TRIES = int(os.environ.get("STOCKPRESS_FUZZ", "200"))
fuzzed = settings(max_examples=TRIES, deadline=2000, suppress_health_check=[HealthCheck.too_slow])

TAGS = "urlset sitemapindex url sitemap loc lastmod news:news news:title rss channel item link pubDate feed entry a"
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS.split()] + [f"</{tag}>" for tag in TAGS.split()]),
    st.sampled_from(
        ["<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#0;", "&#xD800;", "&x;", "\x1f\x8b", "\x00", "\ufeff"]
    ),
    st.sampled_from(
        ["<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE x [<!ENTITY x 'y'>]>", "<a href='http://[b'>"]
    ),
    st.text(max_size=20),
)
DOCUMENTS = st.one_of(
    st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")),
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda body: b"\x1f\x8b\x08\x00" + body),
)
PART = st.one_of(st.text(max_size=12), st.sampled_from(["2024", "03", "1", "jan", "a-b-c", "{", "}", "\\", "(", "."]))
PATHS = st.lists(PART, max_size=8).map("/".join)
URLS = st.one_of(
    st.text(max_size=60),
    st.text(max_size=30).map("http://".__add__),
    PATHS.map("https://press.example/".__add__),
)


@fuzzed
@given(DOCUMENTS)
def test_a_sitemap_is_read_or_refused(body: bytes) -> None:
    try:
        entries = read_sitemap(body).entries
    except SitemapUnreadable:
        return
    assert all(entry.loc for entry in entries)


@fuzzed
@given(DOCUMENTS)
def test_a_feed_is_read_or_is_none(body: bytes) -> None:
    assert all(entry.loc for entry in read_feed(body) or ())


@fuzzed
@given(DOCUMENTS)
def test_a_list_of_links_is_read(body: bytes) -> None:
    assert all(isinstance(link, str) for link in links_of(body, "https://press.example/"))


@fuzzed
@given(URLS)
def test_an_address_is_cleaned_once_and_for_all_or_refused(url: str) -> None:
    assert host_of(url) is not None
    is_private(url, "https://press.example")
    try:
        cleaned = clean_url(url)
    except ValueError:
        return
    assert clean_url(cleaned) == cleaned


@fuzzed
@given(st.lists(PATHS, min_size=1, max_size=5))
def test_what_addresses_have_in_common_is_a_regular_expression(paths: list[str]) -> None:
    pattern = article_pattern(f"https://press.example/{path}" for path in paths)
    if pattern is not None:
        re.compile(pattern)
    template = dated_template(f"/{paths[0]}")
    if template is not None:
        SitemapIndex("/", template_pattern(template)).of_year(2024)


@pytest.mark.parametrize("body", [b"\xff\xfe<\x00", b"<?xml version='1.0' encoding='utf-16'?><urlset>"])
def test_what_is_no_sitemap_in_any_encoding_is_refused(body: bytes) -> None:
    with pytest.raises(SitemapUnreadable):
        read_sitemap(body)
    assert read_feed(body) is None


def test_half_of_a_surrogate_pair_costs_the_entry_that_it_stands_in() -> None:
    half = b"<url><loc>/&#xD800;</loc></url><url><loc>/a</loc></url>"
    assert [entry.loc for entry in read_sitemap(b"<urlset>%b</urlset>" % half).entries] == ["/a"]
    item = (
        b"<entry><link>/&#xD800;</link></entry><entry><link href='/&#xD800;'/></entry><entry><link href='/a'/></entry>"
    )
    assert [entry.loc for entry in read_feed(b"<feed>%b</feed>" % item) or ()][-1:] == ["/a"]
    name = "<urlset><u\ud800><loc>/b</loc></u\ud800><url><loc>/a</loc></url></urlset>".encode("utf-16", "surrogatepass")
    assert [entry.loc for entry in read_sitemap(name).entries] in (["/a"], [])


@pytest.mark.parametrize(
    "body",
    ["<ul><li><a href=x>x</a>" * 100 + "<p>Text <a href=y>y</a></p>" * 40_000, "<div>" * 200 + "<p>Text</p>" * 50_000],
)
def test_a_page_that_would_take_the_libraries_hours_is_refused(body: str) -> None:
    page = HtmlResponse("https://press.example/a", body=body.encode(), encoding="utf-8")
    started = time.process_time()
    with pytest.raises(PageRefused, match="too_nested"):
        read_response(page, load_sources()["guardian"], "https://press.example")
    assert time.process_time() - started < 5


def test_what_the_long_run_of_the_benchmark_begins_with_is_read_or_refused() -> None:
    done = fuzz.Run()
    known = press_pages(Press.from_stories("reader", "password").stories, 3)
    for number in range(TRIES):
        done.note(number, fuzz.task(number, 1, known)(), 0.0)
    assert done.outcomes["page: article"] > 0 < done.outcomes["sitemap: sitemap"]


def test_a_prefix_that_was_never_declared_does_no_harm() -> None:
    news = "<news:news><news:title>Banks rise</news:title></news:news>"
    (entry,) = read_sitemap(f"<urlset><url><loc>/a</loc>{news}</url></urlset>".encode()).entries
    assert entry.title == "Banks rise"
    assert read_feed(b"<rss><dc:item><link>/a</link><dc:date>2024-03-14</dc:date></dc:item></rss>") is not None


def test_addresses_that_broke_the_survey_do_no_more() -> None:
    assert not is_private("http://\x00/", "https://press.example")
    SitemapIndex("/", template_pattern("/[1/{year}")).of_year(2024)

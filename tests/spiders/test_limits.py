"""A hostile or broken site costs the crawl that page and nothing else: one limit a test, the real program, loopback."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders import network
from stockpress_spiders.login import SignInChanged, session_from
from stockpress_spiders.network import is_private, resolves_privately
from stockpress_spiders.news import NewsUnavailable, latest_news
from stockpress_spiders.plain_fetch import Unfetched, fetch
from stockpress_spiders.source import Sitemaps, Source
from stockpress_spiders.sources import load_sources
from stockpress_spiders.vault import new_key, unseal
from tests.spiders.crawling import crawl
from tests.spiders.small_site import PAGE, TEXT, Answer, SmallSite
from tests.spiders.test_crawl import assert_adds_up

HTML = {"Content-Type": "text/html; charset=utf-8"}
YEAR = 2024
MIB = 1024 * 1024


def page(text: str = TEXT) -> bytes:
    return PAGE.format(headline="A", published="2024-05-01", text=text).encode()


@contextmanager
def endless(chunk: bytes) -> Iterator[tuple[str, list[int]]]:
    """Serve one answer without end; yield its address and how many bytes were sent, in a list of one."""
    sent = [0]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                while sent[0] < 200 * MIB:
                    self.wfile.write(chunk)
                    sent[0] += len(chunk)
            except ConnectionError:
                return  # the reader had enough

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_hostile_pages_are_counted_under_their_limit_and_the_good_one_is_kept(
    site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    bomb = gzip.compress(b"<html>" + b" " * (100 * MIB))
    site.write("good")
    site.put("bomb", Answer(bomb, 200, {**HTML, "Content-Encoding": "gzip"}))
    site.put("announced", Answer(b"<html>", 200, HTML, length=100 * MIB))
    site.put("deep", Answer(b"<html><body>" + b"<div>" * 10_000 + page() + b"</div>" * 10_000, 200, HTML))
    site.put("round", Answer(b"", 302, {"Location": "/news/round"}))
    for number, address in enumerate(
        ("http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[::1]/", "http://localhost:9/")
    ):
        site.put(f"inside-{number}", Answer(b"", 302, {"Location": address}))
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 0, crawled.stderr
    assert crawled.counts["failed"] == {
        "private_address": 4,
        "too_deep": 1,
        "too_large": 2,
        "too_many_redirects": 1,
    }
    assert [article.headline for article in store.articles("small", YEAR)] == ["Story good"]
    assert_adds_up(crawled.counts)


def test_a_page_without_end_is_cut_off(small: Settings, tmp_path: Path) -> None:
    with endless(b"<p>more</p>" * 10_000) as (url, sent):
        source = Source("endless", url, "en", Sitemaps(("/{year}.xml",)), "/news/.+", (0, 1))
        with pytest.raises(Unfetched, match="found more"):
            fetch(url, "test", 10 * MIB)
        assert sent[0] < 60 * MIB
        sent[0] = 0
        with pytest.raises(NewsUnavailable, match="found more"):
            latest_news(replace(source, news_sitemap="/news.xml"), Settings(home=tmp_path))
        sent[0] = 0
        crawled = crawl(small.with_environment(STOCKPRESS_SMALL_URL=url), "small", YEAR, tmp_path)
        assert "too_large" in (crawled.error or "")
        assert sent[0] < 120 * MIB


@pytest.mark.parametrize(
    ("sitemap", "found"),
    [
        (gzip.compress(b"<urlset>" + b" " * (100 * MIB)), "expected at most"),
        (
            b"<sitemapindex><sitemap><loc>http://169.254.169.254/latest/meta-data</loc></sitemap></sitemapindex>",
            "private_address",
        ),
    ],
    ids=["gzip bomb", "private network"],
)
def test_a_hostile_sitemap_fails_the_crawl_in_one_line(
    site: SmallSite, small: Settings, tmp_path: Path, sitemap: bytes, found: str
) -> None:
    site.answers["/2024.xml"] = Answer(sitemap)
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert found in (crawled.error or "")
    assert crawled.stderr.count("\n") == 1


def test_entities_of_a_sitemap_neither_grow_nor_read_files(site: SmallSite, small: Settings, tmp_path: Path) -> None:
    site.write("good")
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    head = f'<!DOCTYPE u [<!ENTITY e0 "ha">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = site.answers["/2024.xml"].body.decode()
    rows = f"<url><loc>{site.url}/news/&e12;&f;</loc></url></urlset>"
    site.answers["/2024.xml"] = Answer((head + body.replace("</urlset>", rows)).encode())
    crawled = crawl(small, "small", YEAR, tmp_path)
    assert crawled.status == 0, crawled.stderr
    assert crawled.counts["new"] == 1
    assert "root:" not in str(site.asked)


def test_a_redirect_does_not_take_the_cookies_along(site: SmallSite) -> None:
    site.answers["/a"] = Answer(b"", 302, {"Location": "http://localhost:9/b"})
    with pytest.raises(Unfetched, match="another site"):
        fetch(f"{site.url}/a", "test", 1000, headers={"Cookie": "sid=1"})


def test_cookies_of_other_domains_are_not_kept() -> None:
    source = replace(load_sources()["sample_press"], home="https://press.example")
    assert source.sign_in is not None
    source = replace(source, sign_in=replace(source.sign_in, cookies=()))
    domains = (".press.example", "www.press.example", ".tracker.example", "press.example.evil.example", "")
    cookies = [
        {"name": f"c{n}", "value": "1", "domain": domain, "path": "/", "secure": True, "expires": -1}
        for n, domain in enumerate(domains)
    ]
    keys = [new_key()]
    kept = unseal(session_from(source, cookies, "https://press.example", keys).sealed, keys)
    assert [cookie.name for cookie in kept] == ["c0", "c1"]
    with pytest.raises(SignInChanged, match="found none"):
        session_from(source, cookies[2:], "https://press.example", keys)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"),
        *("localhost", "LOCALHOST.", "a.localhost", "printer.local", "metadata.google.internal"),
    ],
)
def test_a_host_of_a_private_network_is_known_in_all_its_spellings(host: str) -> None:
    assert is_private(f"http://{host}/", "https://press.example")
    assert not is_private(f"http://{host}:8080/", f"http://{host}/")


def test_a_public_host_is_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("press.example", "8.8.8.8", "[2606:4700::1111]", "local.example", "internal.example"):
        assert not is_private(f"http://{host}/", "https://press.example")
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.1", 0))])
    assert resolves_privately("http://rebound.example/", "https://press.example")
    assert not resolves_privately("http://press.example/", "https://press.example")

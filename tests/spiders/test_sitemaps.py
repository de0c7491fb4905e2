"""Sitemaps as publishers and attackers write them."""

from __future__ import annotations

import gzip

import pytest

from stockpress_spiders import sitemaps
from stockpress_spiders.sitemaps import SitemapEntry, SitemapUnreadable, read_sitemap

PAGES = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <!-- a comment -->
  <url><loc> https://press.example/a?x=1&amp;y=2 </loc><lastmod>2024-03-14</lastmod></url>
  <url><loc>https://press.example/b</loc>
    <news:news><news:publication><news:name>Press</news:name></news:publication>
      <news:publication_date>2024-03-15T08:00:00Z</news:publication_date><news:title>Banks rise</news:title></news:news>
  </url>
  <url><lastmod>2024-03-14</lastmod></url>
</urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>/2024-03.xml</loc></sitemap></sitemapindex>"
LAUGHS = b"""<!DOCTYPE urlset [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>https://press.example/&b;&c;</loc></url></urlset>"""


def test_pages_are_read_with_their_last_change_and_news() -> None:
    sitemap = read_sitemap(PAGES)
    assert not sitemap.is_index
    assert sitemap.entries == (
        SitemapEntry("https://press.example/a?x=1&y=2", "2024-03-14"),
        SitemapEntry("https://press.example/b", None, "2024-03-15T08:00:00Z", "Banks rise"),
    )


def test_an_index_says_that_it_is_one() -> None:
    assert read_sitemap(INDEX) == sitemaps.Sitemap(True, (SitemapEntry("/2024-03.xml"),))


def test_a_gzipped_sitemap_is_read() -> None:
    assert read_sitemap(gzip.compress(PAGES)) == read_sitemap(PAGES)


def test_a_gzip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 1000)
    with pytest.raises(SitemapUnreadable, match="1000 bytes"):
        read_sitemap(gzip.compress(b"<urlset>" + b" " * 100_000 + b"</urlset>"))


def test_entities_are_not_expanded_and_files_not_read() -> None:
    (entry,) = read_sitemap(LAUGHS).entries
    assert "ha" not in entry.loc.removeprefix("https://press.example/")
    assert "root" not in entry.loc


def test_a_broken_sitemap_is_read_as_far_as_it_goes() -> None:
    broken = read_sitemap(PAGES[: PAGES.index(b"<news:title>")])
    assert len(broken.entries) >= 1
    assert not broken.whole
    assert not read_sitemap(gzip.compress(PAGES)[:-20]).whole


@pytest.mark.parametrize(
    "body",
    [
        PAGES + b"\n<!-- made in 3 s -->\n",
        b"<urlset/>",
        b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>/a</s:loc></s:url></s:urlset >',
        f"<?xml version='1.0' encoding='utf-16'?>{'<urlset></urlset>'}".encode("utf-16"),
    ],
)
def test_a_whole_sitemap_is_known_as_such(body: bytes) -> None:
    assert read_sitemap(body).whole


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<html><body>Sorry</body></html>", b"{}", b"\x1f\x8bnot gzip", b"\x00\xff"]
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(SitemapUnreadable, match="expected"):
        read_sitemap(body)

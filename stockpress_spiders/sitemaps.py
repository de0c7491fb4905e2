"""Reads one sitemap file: an index, a list of pages, or a news sitemap. Fetching and choosing live elsewhere.

Scrapy's Sitemap class is not enough: it does not read the news extension, and the nightly sensor may not import it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from stockpress_spiders import reasons

MAX_BYTES = 50 * 1024 * 1024  # the limit of the sitemap protocol, uncompressed
GZIP = b"\x1f\x8b"
NEWS_FIELDS = {"publication_date", "title"}


class SitemapUnreadable(ValueError):
    """A file is not a sitemap, or is larger than one may be; says what was found, and its name in reasons.py."""

    def __init__(self, message: str, reason: str = reasons.NO_SITEMAP) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address of a sitemap, with the publisher's own text for its last change, and its news fields where given."""

    loc: str
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as read; the entries of an index are sitemaps themselves. One that breaks off is not ``whole``."""

    is_index: bool
    entries: tuple[SitemapEntry, ...]
    whole: bool = True


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap, gzipped or not; raise SitemapUnreadable for anything else and for more than MAX_BYTES."""
    xml, whole = _unzipped(body)
    elements = etree.iterparse(
        BytesIO(xml),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
    )
    try:
        _, root = next(elements, (None, None))
        kind = local_name(root) if root is not None else "nothing"
        if kind not in ("urlset", "sitemapindex"):
            raise SitemapUnreadable(f"expected a sitemap (urlset or sitemapindex), found {kind}")
        return Sitemap(kind == "sitemapindex", tuple(_entries(elements)), whole and _is_closed(xml, kind))
    except etree.XMLSyntaxError as error:
        raise SitemapUnreadable(f"expected a sitemap, found XML that cannot be read: {error}") from error


def _unzipped(body: bytes) -> tuple[bytes, bool]:
    """Return the XML, and whether it was packed whole."""
    xml, whole = body, True
    if body.startswith(GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            xml = inflater.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise SitemapUnreadable(f"expected gzip, found something else: {error}") from error
        whole = inflater.eof
    if len(xml) > MAX_BYTES:
        raise SitemapUnreadable(f"expected at most {MAX_BYTES} bytes, found more", reasons.TOO_LARGE)
    return xml, whole


def _is_closed(xml: bytes, kind: str) -> bool:
    """Say whether the root is closed at the end, in any encoding: the parser closes by itself what breaks off."""
    end = xml[-2000:].replace(b"\0", b"").rstrip()
    closed = re.search(rb"</(?:[\w.-]+:)?" + kind.encode() + rb"\s*>", end)
    return closed is not None or re.search(rb"<(?:[\w.-]+:)?" + kind.encode() + rb"[^<>]*/>", end) is not None


def _entries(elements: Iterator[tuple[str, etree._Element]]) -> Iterator[SitemapEntry]:
    for event, element in elements:
        if event == "end" and local_name(element) in ("url", "sitemap"):
            entry = _entry(element)
            if entry is not None:
                yield entry
            _forget(element)


def _entry(element: etree._Element) -> SitemapEntry | None:
    fields = {local_name(child): text_in(child) for child in element}
    news = next((child for child in element if local_name(child) == "news"), None)
    if news is not None:
        fields |= {name: text_in(child) for child in news if (name := local_name(child)) in NEWS_FIELDS}
    loc = fields.get("loc")
    if loc is None:
        return None
    return SitemapEntry(loc, fields.get("lastmod"), fields.get("publication_date"), fields.get("title"))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, or the prefix that was never declared as one."""
    try:
        return re.split(r"[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""
    except UnicodeDecodeError:
        return ""


def text_in(element: etree._Element) -> str | None:
    """Return the text of an element; None of one without, or with halves of surrogate pairs, which lxml lets in."""
    try:
        return (element.text or "").strip() or None
    except UnicodeDecodeError:
        return None


def _forget(element: etree._Element) -> None:
    """Free what was read, so that memory stays flat over a large file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]  # type: ignore[index, union-attr]

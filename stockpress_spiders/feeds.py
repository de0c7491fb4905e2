"""Reads an RSS or Atom feed into the entries that a news sitemap would have. Fetching lives elsewhere."""

from __future__ import annotations

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from stockpress_spiders.sitemaps import SitemapEntry, local_name, text_in

ROOTS = ("rss", "feed", "RDF")
DATES = ("pubDate", "published", "date", "updated")


def read_feed(body: bytes) -> list[SitemapEntry] | None:
    """Return the stories of a feed; None for what is no feed. Entities are not expanded, nothing else is fetched."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or local_name(root) not in ROOTS:
        return None
    items = (element for element in root.iter() if local_name(element) in ("item", "entry"))
    return [entry for item in items if (entry := _entry(item)) is not None]


def _entry(item: etree._Element) -> SitemapEntry | None:
    texts = {local_name(child): text_in(child) for child in item}
    loc = texts.get("link") or _atom_link(item)
    if not loc:
        return None
    published = next((text for name in DATES if (text := texts.get(name))), None)
    return SitemapEntry(loc, None, published, texts.get("title"))


def _atom_link(item: etree._Element) -> str | None:
    links = [child for child in item if local_name(child) == "link"]
    try:
        return next((link.get("href") for link in links if link.get("rel", "alternate") == "alternate"), None)
    except UnicodeDecodeError:
        return None

"""The other extractors that ours is measured beside, each as its users would call it for the body of a page."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import lxml.html

Extract = Callable[[str, str], dict[str, Any]]


def by_trafilatura(html: str, url: str) -> dict[str, Any]:
    """Return trafilatura's body, and the title, day and authors that it finds."""
    import trafilatura

    found = trafilatura.bare_extraction(html, url=url, include_comments=False, include_tables=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return {}
    fields = found.as_dict()
    authors = tuple(name.strip() for name in (fields.get("author") or "").split(";") if name.strip())
    return {"body": fields["text"], "title": fields["title"], "day": fields["date"], "authors": authors}


def by_newspaper(html: str, url: str) -> dict[str, Any]:
    """Return what newspaper4k finds."""
    import newspaper  # pyright: ignore[reportMissingImports]

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=html)
    article.parse()
    day = str(article.publish_date)[:10] if article.publish_date else None
    return {"body": article.text, "title": article.title, "day": day, "authors": tuple(article.authors)}


def by_readability(html: str, url: str) -> dict[str, Any]:
    """Return readability-lxml's body as text, a line for each block."""
    from readability import Document

    tree = lxml.html.fragment_fromstring(Document(html, url=url).summary(html_partial=True), create_parent=True)
    for element in tree.iter("p", "div", "li", "br", "h1", "h2", "h3", "h4", "blockquote", "td"):
        element.tail = "\n" + (element.tail or "")
    return {"body": tree.text_content()}


def by_goose(html: str, url: str) -> dict[str, Any]:
    """Return what goose3 finds."""
    from goose3 import Goose  # pyright: ignore[reportMissingImports]

    with Goose({"enable_image_fetching": False}) as goose:
        found = goose.extract(raw_html=html)
        return {"body": found.cleaned_text, "title": found.title, "authors": tuple(found.authors)}


ALL: dict[str, tuple[str, Extract]] = {
    "trafilatura": ("trafilatura", by_trafilatura),
    "newspaper4k": ("newspaper", by_newspaper),
    "readability-lxml": ("readability", by_readability),
    "goose3": ("goose3", by_goose),
}


def installed() -> dict[str, Extract]:
    """Return the peers that are installed, by name and version; the others come with the group ``benchmarks``."""
    return {f"{name} {version(name)}": ask for name, (module, ask) in ALL.items() if find_spec(module)}

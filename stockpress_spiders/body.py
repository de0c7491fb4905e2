"""Finds the body of an article in its page with trafilatura, where the structured data does not have it."""

from __future__ import annotations

import logging
from typing import Any

import trafilatura
from lxml.html import HtmlElement

logger = logging.getLogger(__name__)


def find_body(tree: HtmlElement) -> str | None:
    """Return the body with an empty line between paragraphs; spends *tree*, which cannot be used afterwards."""
    text = _asked(trafilatura.extract, tree, include_comments=False, include_tables=False, output_format="txt")
    return "\n\n".join(line for part in text.splitlines() if (line := part.strip())) or None if text else None


def find_metadata(tree: HtmlElement, url: str) -> dict[str, Any]:
    """Return what trafilatura finds of title, author and date (a day); leaves *tree* as it is."""
    found = _asked(trafilatura.extract_metadata, tree, default_url=url, extensive=True)
    return found.as_dict() if found is not None else {}


def _asked(function: Any, tree: HtmlElement, **options: Any) -> Any:
    """Ask trafilatura; a page that it breaks on has nothing to be found.

    It and the libraries under it raise errors of every kind on broken pages, none of which they name.
    """
    try:
        return function(tree, **options)
    except Exception as error:
        logger.warning("trafilatura broke on a page: %s: %s", type(error).__name__, str(error)[:200])
        return None

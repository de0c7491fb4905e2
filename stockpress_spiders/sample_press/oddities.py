"""Which stories show the irregularities of the real press. How they look is decided in pages and sitemaps."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Literal

from stockpress_spiders.sample_press.story import Story

# Still in a sitemap, but gone: it answers 410 from the start.
WITHDRAWN_FROM_THE_START = "apple-contactless-review-europe"
WITHDRAWN_AFTER = timedelta(days=2)
# Found under /markets/ too, in the sitemap as well; both pages name the same canonical address.
AT_TWO_ADDRESSES = "tokyo-rebound-after-rout"
# Its page has OpenGraph meta elements only.
WITHOUT_STRUCTURED_DATA = "rolls-royce-credit-upgrade"

DataForm = Literal["plain", "with_body", "graph", "none"]


def data_form(story: Story) -> DataForm:
    """Return the form of a story's structured data: one in ten has the body, another a graph."""
    if story.slug == WITHOUT_STRUCTURED_DATA:
        return "none"
    lot = _lot(story, 10)
    return "with_body" if lot == 0 else "graph" if lot == 1 else "plain"


def second_path(story: Story) -> str | None:
    """Return the other address of a story that has two."""
    return story.path.replace("/story/", "/markets/", 1) if story.slug == AT_TWO_ADDRESSES else None


def sitemap_query(story: Story) -> str:
    """Return the tracking parameters that the sitemap adds to the address of one story in seven."""
    return "?utm_source=sitemap&utm_medium=archive" if _lot(story, 7) == 0 else ""


def _lot(story: Story, of: int) -> int:
    return zlib.crc32(story.slug.encode()) % of

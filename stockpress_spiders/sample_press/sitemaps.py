"""Chooses what the press's sitemaps and feed list. How they are written is in the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from stockpress_spiders.sample_press.oddities import second_path, sitemap_query
from stockpress_spiders.sample_press.story import Story

NEWS_LASTS = timedelta(days=2)
NEWS_AT_LEAST = 10
FEED_LENGTH = 20


def months(stories: Iterable[Story]) -> list[tuple[str, datetime]]:
    """Return each month that has stories, newest first, with the time of the last change in it."""
    changed: dict[str, datetime] = {}
    for story in stories:
        month = f"{story.published:%Y-%m}"
        changed[month] = max(story.changed, changed.get(month, story.changed))
    return sorted(changed.items(), reverse=True)


def pages_of_month(stories: Iterable[Story], month: str) -> list[tuple[str, datetime]]:
    """Return the addresses of a month's pages with the time of their last change, those of withdrawn stories too."""
    pages: list[tuple[str, datetime]] = []
    for story in stories:
        if f"{story.published:%Y-%m}" == month:
            pages.append((story.path + sitemap_query(story), story.changed))
            if (other := second_path(story)) is not None:
                pages.append((other, story.changed))
    return pages


def news(standing: Sequence[Story], now: datetime) -> list[Story]:
    """Return the stories of the last two days, or the newest ten where there were none; *standing* is newest first."""
    fresh = [story for story in standing if story.published > now - NEWS_LASTS]
    return fresh or list(standing[:NEWS_AT_LEAST])

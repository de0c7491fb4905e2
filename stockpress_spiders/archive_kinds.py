"""The ways in which publishers keep a year of articles, as data. Who reads them is in archive.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Day pages say nothing of a page's last change. What was listed this long ago is no longer asked for again.
STILL_CHANGING = timedelta(days=7)
# To a day page nothing comes any more when its last day was this long ago; there are time zones, and late stories.
STILL_LISTING = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """An archive whose sitemaps carry the year in their own address.

    ``paths`` may hold ``{year}``, ``{month}`` (1), ``{month:02}`` (01) and ``{mon}`` (jan).
    """

    paths: tuple[str, ...]

    def of_year(self, year: int, last_month: int = 12) -> list[str]:
        """Return the paths of *year*'s sitemaps up to *last_month*, each once."""
        months = range(1, last_month + 1)
        paths = [path.format(year=year, month=month, mon=MONTHS[month - 1]) for path in self.paths for month in months]
        return list(dict.fromkeys(paths))

    def __str__(self) -> str:
        return f"dated sitemaps {', '.join(self.paths)}"


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """An archive that begins at an index of sitemaps.

    ``children`` is a regular expression found in the addresses of a year's sitemaps; ``{year}`` in it stands for the
    year, ``{month}`` for any month, with or without a leading zero, and ``{mon}`` for one as three letters.
    """

    path: str
    children: str

    def of_year(self, year: int) -> re.Pattern[str]:
        """Return what the address of a sitemap of *year* looks like."""
        dated = self.children.replace("{year}", str(year)).replace("{month}", "(?:1[0-2]|0?[1-9])")
        return re.compile(dated.replace("{mon}", f"(?:{'|'.join(MONTHS)})"))

    def __str__(self) -> str:
        return f"sitemap index {self.path}"


@dataclass(frozen=True, slots=True)
class DayPages:
    """An archive of HTML pages that list the articles of a day, or of a month where ``path`` has no ``{day}``.

    ``path`` may hold ``{year}``, ``{month}`` (3), ``{month:02}`` (03), ``{month_name}`` (March), ``{day}`` and
    ``{day:02}``.
    """

    path: str

    def of_year(self, year: int, today: date) -> Iterator[tuple[str, date]]:
        """Yield the path of each page of *year* until *today*, newest first, with the last day that it lists."""
        day = min(date(year, 12, 31), today)
        seen: set[str] = set()
        while day.year == year:
            path = self.path.format(year=year, month=day.month, month_name=f"{day:%B}", day=day.day)
            if path not in seen:
                seen.add(path)
                yield path, day
            day -= timedelta(days=1)

    @staticmethod
    def is_final(listed: date, today: date) -> bool:
        """Say whether nothing comes any more to the page whose last day is *listed*, so that it is read only once."""
        return today - listed > STILL_LISTING

    @staticmethod
    def lastmod(listed: date, today: date) -> str | None:
        """Return what stands for the last change of a page listed on a day; None while it may still change."""
        return None if today - listed <= STILL_CHANGING else f"listed {listed}"

    def __str__(self) -> str:
        return f"HTML {'day' if '{day' in self.path else 'month'} pages {self.path}"


@dataclass(frozen=True, slots=True)
class NoArchive:
    """No way to a year's articles: what the news sitemap lists now is all there is. ``reason`` is a sentence."""

    reason: str

    def __str__(self) -> str:
        return f"none: {self.reason}"


Archive = Sitemaps | SitemapIndex | DayPages | NoArchive

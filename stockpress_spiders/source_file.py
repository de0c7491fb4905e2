"""Writes what a survey of a site found as the file of a source. The survey is site_survey.py's."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path

from stockpress_spiders.archive_kinds import Archive, DayPages, NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.site_survey import Survey
from stockpress_spiders.source import NAME, InvalidSource

TEMPLATE = '''"""{title}

{notes}
"""

from stockpress_spiders.source import {kind}, Source

SOURCE = Source(
    name={name},
    home={home},
    language={language},
    archive={archive},
    article_url={article_url},
    per_day={per_day},
{more})
'''


def require_name(name: str, folder: Path) -> Path:
    """Return where the source *name* is to be written; raise InvalidSource where that cannot be."""
    if not NAME.fullmatch(name):
        raise InvalidSource(f"source name: expected small letters, digits and _, found {name!r}")
    file = folder / f"{name}.py"
    if file.exists():
        raise InvalidSource(f"{file}: there is a source {name} already; remove the file first, or choose another name")
    return file


def render(name: str, found: Survey, today: date) -> str:
    """Return the text of the file."""
    told = f"Written by `stockpress new-source` on {today} from robots.txt, sitemaps, feeds and one page."
    told += f" {' '.join(found.notes)}"
    told += " Never checked: the number of articles a day beyond what the newest stories show, and any sign-in."
    more = f"    news_sitemap={_quoted(found.news)},\n" if found.news else ""
    more += f"    delay={found.delay},\n" if found.delay != 1.0 else ""
    return TEMPLATE.format(
        title=f"{found.home.partition('://')[2]}.",
        notes=textwrap.fill(_plain(told), 118, break_long_words=False, break_on_hyphens=False),
        kind=type(found.archive).__name__,
        name=_quoted(name),
        home=_quoted(found.home),
        language=_quoted(found.language),
        archive=_archive(found.archive),
        article_url=_quoted(found.article_url),
        per_day=found.per_day,
        more=more,
    )


def _archive(archive: Archive) -> str:
    match archive:
        case Sitemaps(paths):
            return f"Sitemaps(({', '.join(map(_quoted, paths))},))"
        case SitemapIndex(path, children):
            return f"SitemapIndex({_quoted(path)}, children={_quoted(children)})"
        case DayPages(path):
            return f"DayPages({_quoted(path)})"
        case NoArchive(reason):
            return f"NoArchive({_quoted(reason)})"


def _quoted(text: str) -> str:
    """Return *text* as a Python literal; raw where it has backslashes, as regular expressions do."""
    if "\\" in text and text.isprintable() and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    literal = repr(text)
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal else literal


def _plain(text: str) -> str:
    """Return *text* so that it cannot end the docstring or escape in it: it quotes what a site said."""
    return re.sub(r'[\\"\x00-\x1f]', " ", text)

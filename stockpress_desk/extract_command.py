"""``stockpress extract``: reads saved pages as the crawler reads fetched ones, and writes what they say as JSON Lines.

For archives that somebody else gathered, and for whoever measures us. Nothing is fetched and nothing stored.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import track
from w3lib.encoding import html_to_unicode

from stockpress_spiders import reasons
from stockpress_spiders.extract import Reading, parse_html, read_page
from stockpress_spiders.nesting import is_too_nested
from stockpress_spiders.page_fields import PageView
from stockpress_spiders.reasons import PageRefused

ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz")
LARGEST = 20_000_000
# A page that does not say its address is read as one of this site; RFC 2606 keeps the name free.
NO_SITE = "https://page.invalid/"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page that somebody saved, under the name that its record will have; without HTML where *refused* says why."""

    name: str | int
    url: str | None = None
    html: str = ""
    refused: str | None = None


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="The address of the page, where PATHS is one page.")
def extract(paths: tuple[Path, ...], url: str | None) -> None:
    """Read saved pages (PATHS: .html or .html.gz files, or folders of them) and write their articles as JSON Lines.

    Without PATHS, JSON Lines of {"id", "url", "html"} are read from standard input. Each line of the result has the id
    (or the path), the fields that were found, and under found_by the way that each was found; a page that gives no
    article has "refused" with the reason. Times are in the zone that the page gives.
    """
    files = list(_files(paths))
    if url is not None and len(files) != 1:
        raise click.UsageError(f"--url: expected one page with it, found {len(files)}")
    pages = (_read_file(file, url) for file in files) if paths else _read_lines(sys.stdin.buffer)
    total = refused = 0
    for page in track(pages, "Reading pages", total=len(files) or None, console=Console(stderr=True), transient=True):
        record = record_of(page)
        total += 1
        refused += "refused" in record
        click.echo(json.dumps(record, ensure_ascii=False))
    click.echo(f"{total} pages read, {refused} of them refused", err=True)


def record_of(page: SavedPage) -> dict[str, Any]:
    """Return what a page says, ready for JSON: a field that it does not say is left out."""
    if page.refused is not None:
        return {"id": page.name, "refused": page.refused}
    try:
        tree = parse_html(page.html)
        if is_too_nested(tree):
            raise PageRefused(reasons.TOO_NESTED)
        reading = read_page(tree, page.url or _claimed_url(PageView(tree, NO_SITE, [], [])))
    except PageRefused as refusal:
        return {"id": page.name, "refused": refusal.reason}
    lacking = _lacking(reading)
    return {"id": page.name, **_said(reading), **({"refused": lacking} if lacking else {})}


def _claimed_url(view: PageView) -> str:
    return next((url for url in view.claimed_urls() if url.startswith(("http://", "https://"))), NO_SITE)


def _said(reading: Reading) -> dict[str, Any]:
    given = ((field.name, getattr(reading, field.name)) for field in fields(reading))
    return {name: _plain(value) for name, value in given if value or value is False}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    # half of a surrogate pair is no character and cannot be written
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _lacking(reading: Reading) -> str | None:
    """Return why a page gives no article; one without a time is an article here, since nothing is filed by year."""
    if not reading.headline:
        return reasons.NO_HEADLINE
    return None if reading.body else reasons.NO_BODY


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(each for each in path.rglob("*") if each.name.endswith(ENDINGS)) if path.is_dir() else [path]


def _read_file(file: Path, url: str | None) -> SavedPage:
    try:
        with gzip.open(file) if file.name.endswith(".gz") else file.open("rb") as opened:
            page = opened.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        return SavedPage(str(file), refused=f"unreadable: {error}")
    if len(page) > LARGEST:
        return SavedPage(str(file), refused=reasons.TOO_LARGE)
    return SavedPage(str(file), url, html_to_unicode(None, page, default_encoding="utf-8")[1])


def _read_lines(lines: IO[bytes]) -> Iterator[SavedPage]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_line(line, number)


def _read_line(line: bytes, number: int) -> SavedPage:
    try:
        given = json.loads(line)
        name, url, html = given.get("id", number), given.get("url"), given["html"]
    except (ValueError, RecursionError, KeyError, AttributeError):
        return SavedPage(f"line {number}", refused='expected JSON with "id", "url" and "html"')
    name = name if isinstance(name, str | int) else number
    if not isinstance(html, str) or not isinstance(url, str | None):
        return SavedPage(name, refused='expected "url" and "html" to be text')
    return SavedPage(name, url or None, html)

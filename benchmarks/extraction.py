"""How well pages are read, ours beside other extractors: one command, one run, one table.

``python -m benchmarks.extraction ../shared/data/pages`` (peers: ``uv sync --group benchmarks``). Bodies are scored as
the article-extraction-benchmark does (body_score); title, day and authors are right when they are exactly fundus'.
The day is that of the publisher's zone, as the page prints it.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.body_score import BodyScore, hits, score
from benchmarks.extraction_peers import Extract, installed
from benchmarks.known_pages import Known, PagesAbsent, known_pages
from stockpress_spiders.extract import parse_html, read_page

SETS: dict[str, Callable[[Known], bool]] = {
    "benchmark": lambda page: page.collection == "benchmark",
    "business": lambda page: page.is_business,
    "fundus": lambda page: page.collection == "fundus",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--peers/--no-peers", default=True, show_default=True, help="Measure the other extractors too.")
@click.option("--every", default=1, show_default=True, help="Take every n-th page only.")
def extraction(folder: Path, peers: bool, every: int) -> None:
    """Print a line of Markdown for each extractor."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        pages = known_pages(folder)[::every]
    except PagesAbsent as error:
        raise click.ClickException(str(error)) from error
    heads = [f"{name} ({sum(map(belongs, pages))})" for name, belongs in SETS.items()]
    click.echo(f"| F1 / exact on | {' | '.join(heads)} | title | day | authors | pages/CPU-s | errors |")
    click.echo("|---|" + "---|" * (len(heads) + 5))
    for name, extract in {"stockpress": by_stockpress, **(installed() if peers else {})}.items():
        click.echo(_line(name, pages, extract))


def by_stockpress(html: str, url: str) -> dict[str, Any]:
    """Return what the crawler finds."""
    found = read_page(parse_html(html), url)
    day = found.published.date().isoformat() if found.published else None
    return {"body": found.body or "", "title": found.headline, "day": day, "authors": found.authors}


def _line(name: str, pages: Sequence[Known], extract: Extract) -> str:
    found: list[dict[str, Any]] = []
    errors, spent = 0, 0.0
    for page in pages:
        html = page.html()
        started = time.process_time()
        try:
            found.append(extract(html, page.url))
        except Exception:
            errors += 1
            found.append({})
        spent += time.process_time() - started
    pairs = list(zip(pages, found, strict=True))
    bodies = [_body_score([pair for pair in pairs if belongs(pair[0])]) for belongs in SETS.values()]
    right = [_share(pairs, "title", _title), _share(pairs, "day", str), _share(pairs, "authors", tuple)]
    cells = [f"{each.f1:.3f} / {each.exact:.3f}" for each in bodies] + right
    return f"| {name} | {' | '.join(cells)} | {len(pages) / spent:.1f} | {errors} |"


def _body_score(pairs: Sequence[tuple[Known, dict[str, Any]]]) -> BodyScore:
    return score([hits(page.body, found.get("body") or "") for page, found in pairs])


def _share(pairs: Sequence[tuple[Known, dict[str, Any]]], field: str, plain: Callable[[Any], Any]) -> str:
    """Return the share of pages whose field is exact, among those whose truth has it."""
    known = [(wanted, found.get(field)) for page, found in pairs if (wanted := getattr(page, field)) is not None]
    if not any(given for _, given in known):
        return "-"
    return f"{sum(given is not None and plain(given) == plain(wanted) for wanted, given in known) / len(known):.3f}"


def _title(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    extraction()

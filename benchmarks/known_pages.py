"""Real pages whose article is known: where they lie, which truth is each page's, which are of the business press.

The texts belong to their publishers: they are measured on and never printed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

# General business and market news; chosen by what the publisher is, before anything was measured.
BUSINESS_SITES = frozenset(
    "barrons.com bloomberg.com boersen-zeitung.de businessinsider.com businessinsider.de cityam.com cnbc.com"
    " dealbreaker.com economist.com financialpost.com forbes.com fortune.com foxbusiness.com ft.com kommersant.ru"
    " lesechos.fr marketwatch.com moneycontrol.com nikkei.com reuters.com theglobeandmail.com wsj.com".split()
)


class PagesAbsent(Exception):
    """The folder of pages is not where it was looked for; the message says what it must hold."""


@dataclass(frozen=True, slots=True)
class Known:
    """A page with the article that it holds; only pages of fundus know more than the body."""

    name: str
    collection: str
    url: str
    file: Path
    body: str
    summary: str = ""
    title: str | None = None
    day: date | None = None
    authors: tuple[str, ...] | None = None

    @property
    def site(self) -> str:
        """The registered name of the publisher, near enough: the last two labels of the host."""
        return ".".join((urlsplit(self.url).hostname or "").split(".")[-2:])

    @property
    def is_business(self) -> bool:
        """Whether the publisher is of the business press."""
        return self.site in BUSINESS_SITES

    def html(self) -> str:
        """Return the page."""
        return gzip.decompress(self.file.read_bytes()).decode("utf-8", "replace")


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a publisher, the same in every run, so that none is in two."""
    return int(hashlib.md5(site.encode()).hexdigest(), 16) % folds


def known_pages(folder: Path) -> list[Known]:
    """Return all known pages under *folder*; raise PagesAbsent where it does not hold both collections."""
    for name in ("article-extraction-benchmark", "fundus"):
        if not (folder / name).is_dir():
            raise PagesAbsent(
                f"{folder}: expected the folders article-extraction-benchmark and fundus, found no {name}"
            )
    return [*_benchmark(folder / "article-extraction-benchmark"), *_fundus(folder / "fundus")]


def _benchmark(folder: Path) -> Iterator[Known]:
    for name, truth in json.loads((folder / "ground-truth.json").read_text()).items():
        file = folder / "html" / f"{name}.html.gz"
        yield Known(name, "benchmark", truth["url"], file, truth.get("articleBody", ""))


def _fundus(folder: Path) -> Iterator[Known]:
    for truths in sorted(folder.glob("*/*.json")):
        metas = json.loads((truths.parent / "meta.info").read_text())
        yield from _publisher(truths, metas)


def _publisher(truths: Path, metas: dict[str, dict[str, str]]) -> Iterator[Known]:
    """Pair the pages of a publisher with its truths.

    A truth is named by the version of fundus' parser and has no date; there is one page for each version, saved when
    that version was written. So both are put in order, pages by date and versions by number, and paired.
    """
    versions = json.loads(truths.read_text())
    files = sorted(truths.parent.glob(f"{truths.stem}_[0-9]*.html.gz"))
    if len(files) != len(versions):
        raise PagesAbsent(f"{truths}: expected a page for each of {list(versions)}, found {len(files)} pages")
    for file, version in zip(files, sorted(versions, key=_number), strict=True):
        truth = versions[version]
        yield Known(
            name=file.name.removesuffix(".html.gz"),
            collection="fundus",
            url=metas[file.name]["url"],
            file=file,
            body=_body(truth["body"]),
            summary="\n".join(truth["body"].get("summary") or []),
            title=truth["title"],
            day=datetime.fromisoformat(truth["publishing_date"]).date(),
            authors=tuple(truth["authors"]) if "authors" in truth else None,
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("V").split("_"))


def _body(body: dict) -> str:
    """Return summary, headings and paragraphs in their order, as fundus prints them."""
    parts = list(body.get("summary") or [])
    for section in body["sections"]:
        parts += [*(section.get("headline") or []), *section["paragraphs"]]
    return "\n\n".join(parts)

"""A saved page beside the record that is expected of it: how one is recorded, and how a test reads it again."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stockpress_spiders.extract import Reading, parse_html, read_page

FIELDS = ("url", "headline", "body", "published", "modified", "description", "authors", "section", "topics")
FIELDS += ("language", "paywalled")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page on disk: FOLDER/SOURCE/NAME.html.gz with its record in NAME.json."""

    html: Path

    @property
    def record(self) -> Path:
        """The file of what is expected."""
        return self.html.with_name(self.html.name.removesuffix(".html.gz") + ".json")

    def expected(self) -> dict[str, Any]:
        """Return the record that was kept."""
        return json.loads(self.record.read_text())

    def found(self) -> dict[str, Any]:
        """Return the record as the page is read now."""
        return as_record(read_page(parse_html(gzip.decompress(self.html.read_bytes()).decode()), self._address))

    @property
    def _address(self) -> str:
        return self.expected()["asked"]


def keep(folder: Path, source: str, address: str, html: str, day: datetime) -> KeptPage:
    """Record a page and what is read of it now; a page of the same address and day is written over."""
    name = re.sub(r"[^a-z0-9]+", "-", urlsplit(address).path.lower()).strip("-")[-60:].strip("-") or "front"
    page = KeptPage(folder / source / f"{name}_{day:%Y_%m_%d}.html.gz")
    page.html.parent.mkdir(parents=True, exist_ok=True)
    page.html.write_bytes(gzip.compress(html.encode("utf-8", "replace"), mtime=0))
    record = {"asked": address, **as_record(read_page(parse_html(html), address))}
    page.record.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return page


def kept_pages(folder: Path) -> list[KeptPage]:
    """Return the pages that are kept below *folder*."""
    return [KeptPage(html) for html in sorted(folder.glob("*/*.html.gz"))]


def as_record(reading: Reading) -> dict[str, Any]:
    """Return what was read as JSON has it."""
    values = {name: getattr(reading, name) for name in FIELDS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }

"""Finds what addresses have in common: the form of an article's, and where a sitemap's has its year and month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from stockpress_spiders.archive_kinds import MONTHS

# The first that fits a whole segment of a path stands for it.
SEGMENTS = (
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    (re.compile(r"(?:19|20)\d\d"), r"\d{4}"),
    (re.compile(r"\d{2}"), r"\d{2}"),
    (re.compile(r"\d+"), r"\d+"),
    (re.compile("|".join(MONTHS)), "[a-z]{3}"),
)
# A word is a section as often as a story; three words, or a long key of letters and digits, are a story.
WORDS = r"[\w.%~+]+(?:-[\w.%~+]+){2,}"
KEY = r"(?=[a-z]*\d)[a-z0-9]{10,}"
ENDING = re.compile(r"\.(?:s?html?|php|aspx?|ece)$")
YEAR_AND_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<between>[-_/.]?)(?P<month>0[1-9]|1[0-2]|[1-9])(?!\d)"
    r"|(?P<first>0[1-9]|1[0-2]|(?<!\d)[1-9])(?P<then>[-_/.])(?P<last>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<mon>{'|'.join(MONTHS)})(?P<middle>[-_/.]?)(?P<after>(?:19|20)\d\d)|(?P<alone>(?:19|20)\d\d)"
)
MOST_SHAPES = 4


def article_pattern(urls: Iterable[str]) -> str | None:
    """Return a regular expression that the paths of nearly all *urls* match whole; None where they have no common form.

    A section's page, whose path has no slug at its end, gives no shape.
    """
    shapes = Counter(shape for url in urls if (shape := _shape(urlsplit(url).path)) is not None)
    chosen = [shape for shape, count in shapes.most_common(MOST_SHAPES) if count >= 0.05 * shapes.total()]
    return "|".join(chosen) or None


def _shape(path: str) -> str | None:
    *folders, last = [part for part in path.split("/") if part] or [""]
    ending = ENDING.search(last)
    bare = last[: ending.start()] if ending else last
    name = _segment(bare)
    dated = any(re.fullmatch(r"(?:19|20)\d\d", folder) for folder in folders)
    if dated and bare:
        name = r"[\w.%~+-]+"
    elif name is None or not folders:
        name = next((shape for shape in (WORDS, KEY) if re.fullmatch(shape, bare)), None)
    if name is None:
        return None
    parts = [_segment(folder) or r"[\w.%~+-]+" for folder in folders]
    return "/" + "/".join([*parts, name]) + (re.escape(ending[0]) if ending else "") + ("/" if path[-1] == "/" else "")


def _segment(text: str) -> str | None:
    return next((shape for pattern, shape in SEGMENTS if pattern.fullmatch(text)), None)


def dated_template(address: str) -> str | None:
    """Return *address* with ``{year}`` and ``{month}``, ``{month:02}`` or ``{mon}`` in place of its own; None without.

    The last date in it counts. A month of two digits is taken as ``{month:02}``, which 10 to 12 alone do not show.
    """
    *_, found = [None, *YEAR_AND_MONTH.finditer(address)]
    if found is None:
        return None
    if found["year"]:
        dated = "{year}" + found["between"] + _month(found["month"])
    elif found["first"]:
        dated = _month(found["first"]) + found["then"] + "{year}"
    elif found["mon"]:
        dated = "{mon}" + found["middle"] + "{year}"
    else:
        dated = "{year}"
    return address[: found.start()].replace("{", "").replace("}", "") + dated + address[found.end() :]


def template_pattern(template: str) -> str:
    """Return a dated template as a regular expression for SitemapIndex, in which a number may be any number."""
    escaped = re.sub(r"[\\.?+*()|^$\[\]]", r"\\\g<0>", template).replace("{month:02}", "{month}")
    return re.sub(r"\d+", r"\\d+", escaped) + "$"


def _month(text: str) -> str:
    return "{month:02}" if len(text) == 2 else "{month}"

"""Reads the times that publishers write, in whatever form. What a time is for is decided elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dateutil import parser, tz

LONGEST = 120
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
EPOCH = re.compile(r"\d{9,10}(\d{3})?(\.\d+)?")
HAS_A_YEAR = re.compile(r"(19|20)\d\d")
DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d\d")
JAVASCRIPT_ZONE_NAME = re.compile(r"\s*\([^)]*\)\s*$")
# Abbreviations that the press writes; of those with two meanings, the one that is usual in it. Offsets in hours.
ZONES = {"IST": 5.5, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1}
ZONES |= {"GMT": 0, "UTC": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8}
ZONES |= {"SGT": 8, "AEST": 10, "AEDT": 11, "ET": -5, "PT": -8}
OFFSETS = {name: tz.tzoffset(name, round(hours * 3600)) for name, hours in ZONES.items()}


def read_time(text: str, now: datetime | None = None) -> datetime | None:
    """Return the time that *text* says, in UTC; as read_local_time otherwise."""
    when = read_local_time(text, now)
    return when.astimezone(UTC) if when is not None else None


def read_local_time(text: str, now: datetime | None = None) -> datetime | None:
    """Return the time that *text* says, in the zone that it says; a time without a zone is taken as UTC.

    None for what is no time, has no year, could be two days (03/04/2020), lies before 1980 or more than a day ahead.
    """
    if len(text) > LONGEST:
        return None
    try:
        when = _read(JAVASCRIPT_ZONE_NAME.sub("", text.strip()))
        if when is None:
            return None
        when = when if when.utcoffset() is not None else when.replace(tzinfo=UTC)
        utc = when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return when if EARLIEST <= utc <= (now or datetime.now(UTC)) + timedelta(days=1) else None


def _read(text: str) -> datetime | None:
    if EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass  # not ISO 8601; read on
    if not HAS_A_YEAR.search(text) or _two_days(text):
        return None
    return parser.parse(text, tzinfos=_zone, default=datetime(1, 1, 1))


def _zone(name: str | None, offset: int | None) -> tz.tzoffset | None:
    """Return the zone of an abbreviation that is known, or else of the offset, if there is one."""
    if name in OFFSETS:
        return OFFSETS[name]
    return None if offset is None else tz.tzoffset(name, offset)


def _two_days(text: str) -> bool:
    found = DAY_OR_MONTH_FIRST.search(text)
    return found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]

"""Times in the forms that publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stockpress_spiders.times import read_time


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-03-14T07:05:00Z", datetime(2024, 3, 14, 7, 5)),
        ("2024-03-14T07:05:00.123+05:30", datetime(2024, 3, 14, 1, 35, 0, 123000)),
        ("2024-03-14T07:05:00+0000", datetime(2024, 3, 14, 7, 5)),
        ("2024-03-14 07:05", datetime(2024, 3, 14, 7, 5)),
        ("2024-03-14", datetime(2024, 3, 14)),
        ("Thu, 14 Mar 2024 07:05:00 GMT", datetime(2024, 3, 14, 7, 5)),
        ("01:38:07 PM IST Nov 20, 2019", datetime(2019, 11, 20, 8, 8, 7)),
        ("Wed Nov 20 2019 08:00:00 GMT+0000 (Coordinated Universal Time)", datetime(2019, 11, 20, 8)),
        ("March 14, 2024 7:05 am EST", datetime(2024, 3, 14, 12, 5)),
        ("1710399900", datetime(2024, 3, 14, 7, 5)),
        ("1710399900000", datetime(2024, 3, 14, 7, 5)),
        ("14/03/2024", datetime(2024, 3, 14)),
    ],
)
def test_a_time_is_read_in_utc(text: str, when: datetime) -> None:
    assert read_time(text) == when.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "10:30",
        "Nov 20",
        "03/04/2020",
        "0001-01-01T00:00:00Z",
        "9999-12-31",
        "2999-01-01",
        "20" * 200,
        "2024-13-45",
        "0000-00-00",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "99999999999999",
    ],
)
def test_what_is_no_time_or_cannot_be_one_is_none(text: str) -> None:
    assert read_time(text) is None


def test_a_zone_that_nobody_knows_is_passed_over_in_silence() -> None:
    assert read_time("14 March 2024 08:00 GM") == datetime(2024, 3, 14, 8, tzinfo=UTC)
    assert read_time("14 March 2024 08:00 +0200") == datetime(2024, 3, 14, 6, tzinfo=UTC)


def test_a_story_may_be_dated_a_day_ahead_and_no_more() -> None:
    now = datetime(2024, 3, 14, tzinfo=UTC)
    assert read_time("2024-03-14T20:00:00Z", now) is not None
    assert read_time("2024-03-16T00:00:00Z", now) is None

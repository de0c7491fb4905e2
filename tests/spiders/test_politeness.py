"""What a Retry-After header asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stockpress_spiders.politeness import retry_after

NOW = datetime(2024, 3, 14, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Thu, 14 Mar 2024 08:02:00 GMT", 120.0),
        (b"Thu, 14 Mar 2024 07:00:00 GMT", 0.0),
        (b"9" * 400, 999_999_999.0),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
    ],
)
def test_a_header_names_seconds_or_a_date_or_nothing(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds

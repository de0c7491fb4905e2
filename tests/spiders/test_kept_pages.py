"""The pages that are kept below tests/pages are read as their records say."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockpress_spiders.kept_page import KeptPage, kept_pages

PAGES = kept_pages(Path(__file__).parents[1] / "pages")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.html.parent.name}/{page.html.name}")
def test_a_kept_page_is_read_as_its_record_says(page: KeptPage) -> None:
    found = page.found()
    for field, expected in page.expected().items():
        if field != "asked":
            assert found[field] == expected, (
                f"{field} of {page.html} is read differently; mend the extractor, or correct {page.record} where the"
                " new reading is right"
            )


def test_a_page_is_kept() -> None:
    assert PAGES

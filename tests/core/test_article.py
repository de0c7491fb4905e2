"""An article refuses what it cannot be and knows its year and its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from stockpress.article import Article, InvalidRecord

ARTICLE = Article(
    url="https://press.example/story/1",
    source="press",
    headline="Acme raises its guidance",
    body="Acme Corp. said on Tuesday that it expects more.",
    published=datetime(2025, 3, 4, 7, 5, tzinfo=UTC),
    fetched=datetime(2025, 3, 4, 8, 0, tzinfo=UTC),
)


def test_the_year_is_that_of_the_publication_in_utc():
    new_year_in_tokyo = datetime(2025, 1, 1, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    assert replace(ARTICLE, published=new_year_in_tokyo).year == 2024


def test_the_content_hash_moves_with_headline_and_body_only():
    assert replace(ARTICLE, section="Markets").content_hash == ARTICLE.content_hash
    assert replace(ARTICLE, body="Something else.").content_hash != ARTICLE.content_hash
    assert replace(ARTICLE, headline="Something else").content_hash != ARTICLE.content_hash


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("url", "/story/1", "absolute"),
        ("url", "javascript:alert(1)", "absolute"),
        ("headline", "  ", "headline of"),
        ("body", "", "body of"),
        ("body", "broken \ud800 text", "surrogate"),
        ("published", datetime(2025, 3, 4), "a time with a zone"),
        ("published", datetime(9999, 3, 4, tzinfo=UTC), "from 1900 to 2200"),
        ("modified", datetime(2025, 3, 4), "a time with a zone"),
    ],
)
def test_a_bad_value_is_refused_by_name(field: str, value: object, message: str):
    with pytest.raises(InvalidRecord, match=message):
        replace(ARTICLE, **{field: value})

"""A page is read or refused by name, whatever is in it, and what is said of it can be kept as JSON.

`STOCKPRESS_FUZZ=100000 pytest tests/spiders/test_fuzzed_pages.py` tries as many pages; no page may take two seconds.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockpress.article import Article
from stockpress_desk.extract_command import SavedPage, record_of
from stockpress_spiders.extract import parse_html, read_page
from stockpress_spiders.reasons import PageRefused

TRIES = int(os.environ.get("STOCKPRESS_FUZZ", "200"))
URL = "https://press.example/news/banks-rise"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEXT = "The bank said on Thursday that profit had risen by 4.5 per cent as lending grew in every region. "

ODD = [None, True, False, 0, -1, 1e308, "", " ", "False", "0000-00-00", "9999-12-31T23:59:59-12:00", "\ud800", "\x00"]
ODD += [
    "0001-01-01",
    "<!--",
    "-->",
    "&#x110000;",
    "<p>" + TEXT * 3,
    TEXT * 3,
    "By , and ;",
    "1e999",
    "٣٤/٠٥/٢٠٢٤",
    "Nov 20 2019 25:61",
]
KEYS = (
    "@type @graph @id name headline author creator datePublished dateModified articleBody description keywords".split()
)
KEYS += "publisher inLanguage articleSection isAccessibleForFree mainEntity mainEntityOfPage url @value".split()
LEAVES = st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.integers(), st.floats())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=12,
)
NODES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8).map(lambda node: {"@type": "NewsArticle", **node})
BLOCKS = st.one_of(NODES, st.lists(NODES, max_size=3), st.fixed_dictionaries({"@graph": st.lists(NODES, max_size=3)}))
SCRIPTS = st.one_of(BLOCKS.map(json.dumps), st.text(max_size=60), BLOCKS.map(lambda block: json.dumps(block)[:-2]))
METAS = st.tuples(
    st.sampled_from("og:title og:url article:published_time author description og:locale date article:tag".split()),
    st.one_of(st.text(max_size=30), st.sampled_from([odd for odd in ODD if isinstance(odd, str)])),
).map(lambda pair: f"<meta property='{pair[0]}' content='{pair[1]}'>")
TAGS = (
    "p div h1 h2 li ul table tr td a b br article main aside section figure time blockquote pre span html body".split()
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + [TEXT, "\x1f", "<br>", "\ud800"]),
    st.sampled_from(["<p class='related'>", "<div hidden>", "<div style='display:none'>", "<a href='http://[b'>x</a>"]),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "&#0;", "&#xD800;", "<svg>", "<script>", "</script>", "<textarea>"]),
    st.text(max_size=20),
)
PAGES = st.builds(
    lambda metas, scripts, pieces: (
        f"<html><head>{''.join(metas)}"
        + "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
        + f"</head><body>{''.join(pieces)}"
    ),
    st.lists(METAS, max_size=4),
    st.lists(SCRIPTS, max_size=2),
    st.lists(PIECES, max_size=40),
)


@settings(max_examples=TRIES, deadline=2000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(PAGES)
def test_a_page_is_read_or_refused(html: str) -> None:
    json.dumps(record_of(SavedPage("page", URL, html)), allow_nan=False, ensure_ascii=False).encode()
    try:
        article = read_page(parse_html(html), URL).article("press", NOW)
    except PageRefused:
        return
    assert isinstance(article, Article)


def structured(node: Any) -> str:
    """Return a page with these structured data and a body."""
    return f'<script type="application/ld+json">{json.dumps(node)}</script><h1>Banks rise</h1><p>{TEXT * 3}</p>'


@pytest.mark.parametrize(
    "html",
    [
        structured({"@type": "NewsArticle", "headline": json.loads("[" * 900 + '"deep"' + "]" * 900)}),
        structured({"@type": "NewsArticle", "author": json.loads('{"name":' * 900 + '"deep"' + "}" * 900)}),
        structured({"@type": "NewsArticle", "articleBody": "<!--" * 250_000}),
        structured({"@type": "NewsArticle", "datePublished": "2019" + "(" * 250_000}),
        '<script type="application/ld+json">--> ' + " " * 250_000 + "x</script>",
        "<div>" * 10_000 + TEXT,
        "<b>" * 10_000 + TEXT,
        "<ul><li>" * 5_000 + TEXT,
        "<table><tr><td>" * 3_000 + TEXT,
        f"<p>{TEXT}" * 2_000,
        "<br>" * 20_000 + TEXT,
        "<p>x" * 20_000,
        "<p>" + "a" * 500_000,
        "<p>" + '."' * 250_000,
    ],
    ids=lambda html: f"{html[:30]}...{len(html)}",
)
def test_a_page_made_to_be_slow_is_read_or_refused_all_the_same(html: str) -> None:
    record_of(SavedPage("page", URL, html))

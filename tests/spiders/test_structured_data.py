"""JSON-LD in the forms that publishers give it."""

from __future__ import annotations

from typing import Any

import pytest

from stockpress_spiders.extract import parse_html
from stockpress_spiders.structured_data import articles, json_ld, paragraphs_of, text_of, texts_of, truth_of


def nodes_of(text: str) -> list[Any]:
    """Return the nodes of a page with this text in its one script."""
    return json_ld(parse_html(f'<script type="application/ld+json">{text}</script><p>x</p>'))


@pytest.mark.parametrize(
    "wrapped",
    [
        '{"headline": "a"}',
        ' <!-- {"headline": "a"} --> ',
        '//<![CDATA[\n{"headline": "a"}\n//]]>',
        '// <![CDATA[\n{"headline": "a"}\n// ]]>',
        '<![CDATA[{"headline": "a"}]]>',
        '/*<![CDATA[*/{"headline": "a"}/*]]>*/',
        '{"headline": "a",}',
        '{"headline": "a"};',
        '\n\n{"headline": "a"}\n;\n',
    ],
)
def test_a_node_is_read_out_of_what_scripts_are_wrapped_in(wrapped: str) -> None:
    assert nodes_of(wrapped) == [{"headline": "a"}]


def test_half_of_a_surrogate_pair_is_replaced_and_a_whole_one_is_kept() -> None:
    assert nodes_of(r'{"author": "A\ud800b \udc00", "headline": "\ud83d\ude00"}') == [
        {"author": "A\ufffdb \ufffd", "headline": "\U0001f600"}
    ]


def test_articles_with_a_headline_come_first() -> None:
    found = articles(nodes_of('[{"@type": "Article"}, {"@type": ["x", "OpinionNewsArticle"], "headline": "a"}]'))
    assert [node.get("headline") for node in found] == ["a", None]


def test_articles_of_a_list_of_others_are_not_the_pages() -> None:
    assert articles(nodes_of('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]}')) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a &amp;amp; <b>b</b>", "a & b"),
        ("a<!-- note -->b <!-- never closed", "a b never closed"),
        ([None, {"name": "a"}], "a"),
        ({"@value": ["a", "b"]}, "a"),
        (7, None),
        ({"name": {}}, None),
    ],
)
def test_a_text_is_read_from_any_form(value: Any, text: str | None) -> None:
    assert text_of(value) == text


def test_texts_are_divided_and_kept_once() -> None:
    assert texts_of("Banks, Rates; Banks") == ("Banks", "Rates")
    assert texts_of(["Banks", {"name": "Rates"}, 3]) == ("Banks", "Rates")


def test_a_body_keeps_its_paragraphs() -> None:
    assert paragraphs_of("<p>a</p><p>b<br>c</p>") == "a\n\nb\n\nc"
    assert paragraphs_of(["a", 1, "b"]) == "a\n\nb"


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), ("False", False), ("https://schema.org/True", True), ("yes", None), (None, None), ([False], None)],
)
def test_truth_is_read_and_never_guessed(value: Any, truth: bool | None) -> None:
    assert truth_of(value) is truth

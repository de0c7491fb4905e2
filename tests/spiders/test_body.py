"""The body is found by a vote: what a page shows beside its article stays out."""

from __future__ import annotations

from stockpress_spiders.block_choice import chosen_text, likelihood, trained_weights
from stockpress_spiders.block_features import Hints
from stockpress_spiders.body import find_body, most_agreed
from stockpress_spiders.extract import parse_html
from stockpress_spiders.page_blocks import blocks_of

PARAGRAPHS = [
    "The bank said on Thursday that profit had risen by 4.5 per cent as lending grew in every region.",
    "Costs fell, and the board will propose a dividend of 40 cents a share at the meeting in May.",
    "Analysts had expected less. “We were surprised by the margin,” said one of them, who covers the sector.",
    "The shares rose by 3 per cent in early trading, more than those of any other lender in the index.",
]
PAGE = f"""<html><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/markets">Markets</a></li></ul></nav></header>
<main><article><h1>Banks rise</h1><p class="byline">By A. Weber</p>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>
<p class="related"><a href="/more">Read more: Why lenders are cheap this year and may stay so</a></p>
<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>
<div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p></div></article></main>
<footer><p>© 2024 The Press. All rights reserved.</p></footer></body></html>"""


def test_the_body_is_the_paragraphs_of_the_article_and_nothing_beside_them() -> None:
    found = find_body(parse_html(PAGE), Hints(headlines=("Banks rise",), authors=("A. Weber",)))
    assert found == ("blocks", "\n\n".join(PARAGRAPHS))


def test_a_paragraph_that_is_shown_twice_is_kept_once() -> None:
    twice = PAGE.replace("</article>", f"<p>{PARAGRAPHS[0]}</p></article>")
    found = find_body(parse_html(twice), Hints(headlines=("Banks rise",)))
    assert found is not None and found[1].count(PARAGRAPHS[0]) == 1


def test_of_several_bodies_the_one_is_taken_that_is_most_like_the_others() -> None:
    whole, some = "\n\n".join(PARAGRAPHS), "\n\n".join(PARAGRAPHS[:3])
    other = "Something else altogether that stands on the same page and is just as long. " * 4
    assert most_agreed({"a": other, "b": whole, "c": some}, "") == ("b", whole)


def test_a_stated_body_is_taken_where_the_page_shows_much_less() -> None:
    stated = " ".join(PARAGRAPHS * 3)
    assert most_agreed({"a": " ".join(PARAGRAPHS[:2])}, stated) == ("json-ld", stated)
    assert most_agreed({"a": ""}, stated) == ("json-ld", stated)


def test_a_stated_teaser_has_no_vote() -> None:
    whole = " ".join(PARAGRAPHS)
    assert most_agreed({"a": whole}, whole[:120]) == ("a", whole)


def test_a_page_without_a_body_has_none() -> None:
    assert find_body(parse_html("<html><body><p>Only words.</p></body></html>"), Hints()) is None


def test_blocks_keep_the_order_and_the_lines_of_the_page() -> None:
    html = "<div>One <b>bold</b> word<br>and a line<br><br>a new block<p>two</p>a\u00adfter</div><script>no</script>"
    texts = [block.text for block in blocks_of(parse_html(html))]
    assert texts == ["One bold word\nand a line", "a new block", "two", "after"]


def test_a_row_of_a_table_of_data_is_one_block_and_a_table_for_layout_is_none() -> None:
    data = "<table><tr><th>Pos</th><th>Name</th></tr><tr><td>1</td><td><a href='/b'>Busch</a></td></tr></table>"
    layout = "<table><tr><td><p>left</p></td><td><p>right</p></td></tr></table>"
    assert [block.text for block in blocks_of(parse_html(data + layout))] == ["Pos Name", "1 Busch", "left", "right"]


def test_links_are_counted_where_they_are() -> None:
    linked, plain = blocks_of(parse_html("<p><a href='/a'>Read more</a></p><p>No link here</p>"))
    assert (linked.linked, linked.links, plain.linked, plain.links) == (9, 1, 0, 0)


def test_signs_that_are_not_known_weigh_nothing() -> None:
    assert likelihood({"unheard_of": 100.0}, {"": 0.0}) == 0.5
    assert likelihood({"vote": 1.0}, trained_weights()) > likelihood({"vote": 0.0}, trained_weights())


def test_a_page_of_no_blocks_has_no_chosen_text() -> None:
    assert chosen_text([], Hints(), {"trafilatura": ""}) == ""

"""Pages and sitemaps as broken and hostile sites send them, each made from a seed and a number alone.

Ordinary ones of the sample press and some of our own are cut, doubled, mixed and filled with what has broken readers.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Sequence

from stockpress_spiders.sample_press.pages import Pages, View
from stockpress_spiders.sample_press.story import Story

HOME = "https://press.example"
WORDS = "The bank said on Thursday that profit had risen by 4.5 per cent as lending grew in every region. "
DATES = (
    *("0000-00-00", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "10000-01-01"),
    *("99999999999999", "-1", "2024-02-30", "2024-13-45T99:99:99Z", "1e999", "٢٠٢٤-٠٣-١٤", "14 Mar 2024 25:61", "NaN"),
)
CHARACTERS = (
    *("\x00", "\x0b", "\x1f", "\x7f", "\ud800", "\udfff", "\ufeff", "\ufffe", "\uffff", "\u202e", "\u0301" * 50),
    *("&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&x;", "&amp;amp;", "&#x1F600;", "&" * 40),
)
TAGS = (
    "html head body main article section aside div p span h1 h2 ul li dl table tr td a b i br hr img figure time "
    "blockquote pre form input button select textarea svg math template noscript iframe object script style title "
    "meta link base frameset plaintext xmp marquee"
).split()
SITEMAP_TAGS = (
    "urlset sitemapindex url sitemap loc lastmod news:news news:publication_date news:title rss channel item link "
    "pubDate feed entry updated"
).split()
FRAGMENTS = (
    *(
        "<!--",
        "-->",
        "--!>",
        "<![CDATA[",
        "]]>",
        "<?xml version='1.0' encoding='utf-7'?>",
        "<?php",
        "</",
        "<",
        ">",
        '"',
    ),
    *("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>", "&b;", "<meta charset=utf-16>"),
    *("<base href='javascript:1'>", "<link rel=canonical href='http://['>", "<link rel=canonical href='//'>"),
    *("<meta property=og:url content='http://169.254.169.254/'>", "<meta name=author content=','>", "<p hidden>"),
    *("<script type=application/ld+json>", "<script type='application/ld+json'>{]", "</script>", "<svg><![CDATA["),
    *("<a href='http://[bad'>", "<a href='" + "x" * 300 + "'>", "<xmp>", "<plaintext>", "<svg><title>", "<math><mi>"),
)
STORY = {
    "@type": "NewsArticle",
    "headline": "Banks rise",
    "datePublished": "2024-03-14T08:00:00Z",
    "articleBody": WORDS * 3,
    "author": [{"@type": "Person", "name": "Ada Brown"}],
    "isAccessibleForFree": True,
}
URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://press.example/story/2024/03/14/a</loc><lastmod>2024-03-14</lastmod></url>
<url><loc>/story/2024/03/15/b?utm_source=x&amp;y=2</loc><news:news><news:publication_date>2024-03-15T08:00:00Z
</news:publication_date><news:title>Banks rise</news:title></news:news></url>
</urlset>"""
INDEX = f"<sitemapindex>{'<sitemap><loc>/2024-03.xml.gz</loc></sitemap>' * 2}</sitemapindex>"
FEED = (
    "<rss><channel><item><link>/story/2024/03/14/a</link><pubDate>Thu, 14 Mar 2024 08:00:00 GMT</pubDate></item>"
    "</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Banks rise</title>'
    '<link rel="alternate" href="https://press.example/story/2024/03/14/a"/><updated>2024-03-14T08:00:00Z</updated>'
    "</entry></feed>"
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "utf-7")
Change = Callable[[random.Random, str], str]


def press_pages(stories: Sequence[Story], number: int) -> list[str]:
    """Return the pages of some stories of the sample press, shown whole and as teasers."""
    pages, view = Pages(), (View(HOME, True), View(HOME, False))
    step = max(1, len(stories) // number)
    return [pages.story(view[place % 2], story, stories[:3]) for place, story in enumerate(stories[::step])]


def small_page(dice: random.Random) -> str:
    """Return a small page with structured data of which a field is odd."""
    node: dict[str, object] = dict(STORY)
    for _ in range(dice.randint(0, 2)):
        node[dice.choice([*STORY, "dateModified", "mainEntityOfPage", "keywords", "@graph", "url"])] = _odd(dice, 3)
    data = json.dumps(dice.choice([node, [node], {"@graph": [node, _odd(dice, 2)]}]))
    head = f"<title>Banks rise</title><script type='application/ld+json'>{data}</script>"
    return f"<html><head>{head}</head><body><article><h1>Banks rise</h1>{f'<p>{WORDS}' * 4}</article></body></html>"


def page(dice: random.Random, known: Sequence[str]) -> tuple[bytes, str]:
    """Return the body of a page and the Content-Type that it comes with."""
    text = dice.choice(known) if dice.random() < 0.2 else small_page(dice)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        text = dice.choice(PAGE_CHANGES)(dice, text)
    return _bytes(dice, text), f"text/html; charset={dice.choice((*ENCODINGS, *('utf-8',) * 10))}"


def sitemap(dice: random.Random) -> bytes:
    """Return the body of a sitemap or feed, gzipped at times, and then not always whole."""
    text = dice.choice((URLSET, URLSET, INDEX, FEED, ATOM))
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        text = dice.choice(SITEMAP_CHANGES)(dice, text)
    body = _bytes(dice, text)
    if dice.random() < 0.2:
        body = _spoil(dice, gzip.compress(body, 1))
    return body


def _odd(dice: random.Random, depth: int) -> object:
    """Return a value that nobody expects."""
    if depth and dice.random() < 0.4:
        inner = [_odd(dice, depth - 1) for _ in range(dice.randint(0, 3))]
        return inner if dice.random() < 0.5 else dict(zip(("@type", "name", "@value"), inner, strict=False))
    leaves = (None, True, "False", 0, -1, 1e308, 10**400, "", " ", WORDS, *DATES, *CHARACTERS, *FRAGMENTS)
    return dice.choice(leaves)


def _place(dice: random.Random, text: str, added: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + added + text[at:]


def _cut(dice: random.Random, text: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + text[at + dice.choice((1, 5, 50, 500, len(text))) :]


def _doubled(dice: random.Random, text: str) -> str:
    at = dice.randint(0, len(text))
    return _place(dice, text, text[at : at + dice.choice((10, 100, 1000))] * dice.choice((1, 1, 2, 20)))


def _fragment(dice: random.Random, text: str) -> str:
    return _place(dice, text, dice.choice(FRAGMENTS))


def _character(dice: random.Random, text: str) -> str:
    return _place(dice, text, dice.choice(CHARACTERS))


def _tag(dice: random.Random, text: str) -> str:
    return _place(dice, text, dice.choice(("<{}>", "</{}>", "<{} ", "<{}/>")).format(dice.choice(TAGS)))


def _sitemap_tag(dice: random.Random, text: str) -> str:
    return _place(dice, text, dice.choice(("<{}>", "</{}>", "<{} ", "<{}/>")).format(dice.choice(SITEMAP_TAGS)))


def _date(dice: random.Random, text: str) -> str:
    return text.replace(dice.choice(("2024-03-14T08:00:00Z", "2024-03-14", "2024", "T08:00")), dice.choice(DATES))


def _deep(dice: random.Random, text: str) -> str:
    return _place(dice, text, f"<{dice.choice(TAGS[:20])}>" * dice.choice((50, 300, 2000)))


def _wide(dice: random.Random, text: str) -> str:
    return _place(dice, text, f"<{dice.choice(TAGS[:20])}>{dice.choice(('x', WORDS))}" * dice.choice((20, 200)))


def _gigantic(dice: random.Random, text: str) -> str:
    long = dice.choice(("x", "&amp;", "( ", '."', "a b ", "\u0301", "<")) * dice.choice((5_000, 20_000))
    return _place(dice, text, dice.choice((f'<a href="{long}">', f"<p {long}>", f"<!--{long}", long)))


PAGE_CHANGES: tuple[Change, ...] = (
    *(_cut, _doubled, _fragment, _fragment, _character, _tag, _tag, _date, _date),
    *(_deep, _wide, _gigantic),
)
SITEMAP_CHANGES: tuple[Change, ...] = (
    *(_cut, _doubled, _fragment, _character, _sitemap_tag, _sitemap_tag, _date, _deep, _wide, _gigantic),
)


def _bytes(dice: random.Random, text: str) -> bytes:
    body = text.encode(dice.choice(ENCODINGS), dice.choice(("replace", "ignore"))) if dice.random() < 0.2 else b""
    body = body or text.encode("utf-8", "surrogatepass")
    return _spoil(dice, body) if dice.random() < 0.2 else body


def _spoil(dice: random.Random, body: bytes) -> bytes:
    """Overwrite some bytes, or break off."""
    if dice.random() < 0.3:
        return body[: dice.randint(0, len(body))]
    spoiled = bytearray(body)
    for _ in range(dice.choice((1, 3, 30))):
        if spoiled:
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)

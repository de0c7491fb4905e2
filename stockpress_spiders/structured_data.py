"""Reads the JSON-LD of a page with tolerance for the forms that publishers give it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]

# schema.org's kinds of article, beside all whose name ends in Article.
ARTICLE_TYPES = {"BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report"}
# Where an article lies inside of another node; lists of other articles (itemListElement) are not followed.
INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
DEEPEST = 6
# What scripts are wrapped in for browsers of the last century and for XHTML; looked for in a script's ends alone.
BEFORE = re.compile(r"<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?")
BEHIND = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)$")
WRAPPING = 40
# Half of a surrogate pair is no character, and no store keeps it.
SURROGATES = re.compile(r"(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|\\u[dD][89a-fA-F][\da-fA-F]{2}")
TRAILING_COMMA = re.compile(r",(\s*[}\]])")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)


def json_ld(tree: HtmlElement) -> list[Node]:
    """Return all nodes of the page's JSON-LD, those inside of a graph too; a block that is no JSON is passed over."""
    nodes: list[Node] = []
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"):
        nodes.extend(_nodes(_parsed(script.text_content()), DEEPEST))
    return nodes


def articles(nodes: list[Node]) -> list[Node]:
    """Return the nodes that are articles: those with a headline first, then in the page's order."""
    found = [node for node in nodes if any(map(_is_article_type, types(node)))]
    return sorted(found, key=lambda node: "headline" not in node)


def types(node: Node) -> list[str]:
    """Return the types of a node without their vocabulary: ``http://schema.org/NewsArticle`` is ``NewsArticle``."""
    given = node.get("@type") or node.get("type")
    return [
        re.split(r"[/#:]", kind)[-1]
        for kind in (given if isinstance(given, list) else [given])
        if isinstance(kind, str)
    ]


def text_of(value: Any, depth: int = DEEPEST) -> str | None:
    """Return the first text in *value*, on one line: a string, or the name of a node, or the first of a list."""
    if isinstance(value, str):
        return " ".join(html.unescape(_without_tags(html.unescape(value), " ")).split()) or None
    if isinstance(value, list) and depth:
        return next((text for item in value if (text := text_of(item, depth - 1))), None)
    if isinstance(value, Mapping) and depth:
        named = value.get("name") or value.get("@value") or value.get("headline") or value.get("url")
        return text_of(named, depth - 1)
    return None


def texts_of(value: Any) -> tuple[str, ...]:
    """Return all texts in *value*, each once; a string is divided at its commas."""
    if isinstance(value, str):
        parts = re.split(r"[,;]", value)
    elif isinstance(value, list):
        parts = [text for item in value if (text := text_of(item))]
    else:
        parts = [text_of(value) or ""]
    return tuple(dict.fromkeys(text for part in parts if (text := text_of(part))))


def paragraphs_of(value: Any) -> str | None:
    """Return a long text with an empty line between its paragraphs, out of HTML where it is HTML."""
    if isinstance(value, list):
        value = "\n\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return None
    plain = html.unescape(_without_tags(BLOCK_END.sub("\n\n", html.unescape(value)), ""))
    return "\n\n".join(line for part in re.split(r"\r?\n|\r", plain) if (line := " ".join(part.split()))) or None


def truth_of(value: Any) -> bool | None:
    """Return a truth value written as one, as a text or as schema.org's address; None for anything else."""
    if isinstance(value, bool):
        return value
    word = text_of(value)
    return {"true": True, "false": False}.get(re.split(r"[/#]", word)[-1].lower()) if word else None


def _without_tags(text: str, instead: str) -> str:
    """Return *text* without tags and comments, in time that grows no faster than the text."""
    first, *rest = text.split("<!--")
    kept = [first]
    for piece in rest:
        _, end, after = piece.partition("-->")
        kept.append(after if end else piece)
    return TAG.sub(instead, instead.join(kept))


def _parsed(text: str) -> Any:
    stripped = SURROGATES.sub(lambda found: found[1] or "\\ufffd", _unwrapped(_unwrapped(text)))
    for candidate in (stripped, TRAILING_COMMA.sub(r"\1", stripped)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(script: str) -> str:
    script = script.strip()
    script = BEFORE.sub("", script[:WRAPPING], count=1) + script[WRAPPING:] if BEFORE.match(script) else script
    script = script.rstrip("; \r\n\t")
    end = max(0, len(script) - WRAPPING)
    return (script[:end] + BEHIND.sub("", script[end:])).rstrip("; \r\n\t")


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, Mapping):
        yield value
        for key in INSIDE:
            yield from _nodes(value.get(key), depth - 1)


def _is_article_type(name: str) -> bool:
    return name.endswith("Article") or name in ARTICLE_TYPES

"""What the store holds, for people: a table of its partitions, and articles with their summary and tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from stockpress.article import Article
from stockpress.entity_tag import EntityTags
from stockpress.store import Store
from stockpress.summary import Summary


def holdings(store: Store, sources: Iterable[str]) -> RenderableType:
    """Return a table of the partitions that have articles, and one of the sessions of *sources*."""
    table = Table("source", "year", "articles", "summarised", "tagged", "newest", title="In the store")
    for source, year in store.years():
        articles = list(store.articles(source, year))
        hashes = {article.url: article.content_hash for article in articles}
        made = [
            sum(hashes.get(record.url) == record.content_hash for record in records)
            for records in (store.summaries(source, year), store.entity_tags(source, year))
        ]
        newest = max((article.published for article in articles), default=None)
        table.add_row(source, *map(str, (year, len(articles), *made)), f"{newest:%Y-%m-%d %H:%M}" if newest else "-")
    sessions = Table("source", "session", title="Sessions")
    for source in sources:
        sessions.add_row(source, _session_state(store, source))
    return Group(table, sessions)


def latest_read(store: Store, source: str, years: Iterable[int], limit: int) -> list[RenderableType]:
    """Return the newest *limit* articles of *source* that have a summary, each with summary and tags."""
    panels: list[RenderableType] = []
    for year in sorted(years, reverse=True):
        summaries = {summary.url: summary for summary in store.summaries(source, year)}
        tags = {tag.url: tag for tag in store.entity_tags(source, year)}
        for article in reversed(list(store.articles(source, year))):
            if len(panels) == limit:
                return panels
            if article.url in summaries:
                elsewhere = store.same_story(article.url)
                panels.append(_panel(article, summaries[article.url], tags.get(article.url), elsewhere))
    return panels


def _panel(article: Article, summary: Summary, tags: EntityTags | None, elsewhere: Sequence[str]) -> Panel:
    named: dict[str, list[str]] = {}
    for entity in tags.entities if tags else ():
        symbol = f" ({entity.symbol})" if entity.symbol else ""
        named.setdefault(entity.type, []).append(f"{entity.name}{symbol} x{entity.count}")
    lines = [Text(summary.text), Text()]
    lines += [
        Text(f"{kind}: ", style="bold").append(", ".join(names), style="default") for kind, names in named.items()
    ]
    lines += [Text("the same story: ", style="bold").append(url, style="default") for url in elsewhere]
    lines.append(Text(article.url, style="dim"))
    words = f"{len(article.body.split())} words, summary {len(summary.text.split())}"
    return Panel(
        Group(*lines), title=article.headline, subtitle=f"{article.source} {article.published:%Y-%m-%d %H:%M} · {words}"
    )


def _session_state(store: Store, source: str) -> str:
    session = store.session(source)
    if session is None:
        return "none"
    return f"{'alive until' if session.alive(datetime.now(UTC)) else 'ended'} {session.expires:%Y-%m-%d %H:%M} UTC"

"""What a person is shown of the store."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console, RenderableType

from stockpress.store import Store
from stockpress.summary import Summary
from stockpress_desk.show import holdings, latest_read
from stockpress_spiders.same_story import link_same_stories
from tests.core.test_article import ARTICLE


def shown(*parts: RenderableType) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


def test_an_article_is_shown_with_where_else_its_story_is(store: Store) -> None:
    body = " ".join(f"The company said in its report of part {part} that orders had grown." for part in range(40))
    article = replace(ARTICLE, body=body)
    copy = replace(article, url="https://agency.example/a", source="agency", headline="As the agency had it")
    for one in (article, copy):
        store.save_article(one)
        link_same_stories(store, one.source, one.year)
        summary = Summary(one.url, one.source, one.year, "Orders have grown.", one.content_hash, "m", "1")
        store.save_summaries([summary])
    text = shown(*latest_read(store, article.source, [article.year], 10))
    assert article.headline in text and "Orders have grown." in text
    assert f"the same story: {copy.url}" in text
    assert latest_read(store, article.source, [article.year], 0) == []


def test_the_holdings_are_a_row_for_each_partition_and_session(store: Store) -> None:
    store.save_article(ARTICLE)
    text = shown(holdings(store, ["ft"]))
    assert f"│ {ARTICLE.source} │ {ARTICLE.year} │ 1 " in " ".join(text.split())
    assert "│ ft │ none │" in " ".join(text.split())

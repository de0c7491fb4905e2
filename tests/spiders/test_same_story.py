"""The same story in several sources is linked, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stockpress.article import Article
from stockpress.store import Store
from stockpress_spiders.same_story import link_same_stories
from stockpress_spiders.sample_press.press import Press
from tests.core.test_article import ARTICLE

YEAR = ARTICLE.year


@pytest.fixture
def stories(press: Press) -> list[Article]:
    """Stories of one source, of the length and likeness that stories have."""
    return [
        replace(ARTICLE, url=f"https://press.example/{story.slug}", headline=story.headline, body=story.body)
        for story in press.standing[:40]
    ]


def printed_by(source: str, article: Article, body: str | None = None) -> Article:
    return replace(
        article,
        source=source,
        url=article.url.replace("press.example", f"{source}.example"),
        headline="Another headline",
        body=body or article.body,
    )


def save(store: Store, *articles: Article) -> None:
    for article in articles:
        store.save_article(article)


def test_an_edited_copy_in_another_source_is_linked_from_both_sides(store: Store, stories: list[Article]) -> None:
    story = stories[0]
    paragraphs = story.body.split("\n\n")
    edited = "\n\n".join(["LONDON (Agency) - Here is the story again.", *paragraphs[:-1], "More to come."])
    copy = printed_by("agency", story, edited)
    save(store, *stories, copy)
    assert link_same_stories(store, "press", YEAR) == 0  # the other source has not been looked at yet
    assert link_same_stories(store, "agency", YEAR) == 1
    assert store.same_story(copy.url) == [story.url]
    assert store.same_story(story.url) == [copy.url]
    assert link_same_stories(store, "press", YEAR) == 1
    assert len(list(store.articles("press", YEAR))) == len(stories)


def test_different_stories_are_not_linked_however_alike_their_subjects(store: Store, stories: list[Article]) -> None:
    save(store, *stories[:20], *(printed_by("agency", story) for story in stories[20:]))
    assert (link_same_stories(store, "press", YEAR), link_same_stories(store, "agency", YEAR)) == (0, 0)


def test_the_same_words_weeks_apart_are_two_stories(store: Store, stories: list[Article]) -> None:
    later = replace(printed_by("agency", stories[0]), published=stories[0].published + timedelta(days=20))
    save(store, stories[0], later)
    link_same_stories(store, "press", YEAR)
    assert link_same_stories(store, "agency", YEAR) == 0


def test_a_link_ends_when_the_text_becomes_another(store: Store, stories: list[Article]) -> None:
    copy = printed_by("agency", stories[0])
    save(store, stories[0], copy)
    link_same_stories(store, "press", YEAR)
    assert link_same_stories(store, "agency", YEAR) == 1
    save(store, replace(copy, body=stories[1].body))
    assert link_same_stories(store, "agency", YEAR) == 0
    assert store.same_story(stories[0].url) == []

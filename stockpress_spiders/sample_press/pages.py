"""Renders what readers see, with its structured data. What is shown to whom is decided in site and sign_in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stockpress_spiders.sample_press.oddities import data_form
from stockpress_spiders.sample_press.story import SECTIONS, Story

NAME = "The Sample Press"
RELATED = 3


@dataclass(frozen=True, slots=True)
class View:
    """Who looks from where: ``home`` is the site's address without a slash at its end."""

    home: str
    signed_in: bool


class Pages:
    """The press's templates, read once."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._templates.filters |= {"iso": _iso, "spoken": _spoken, "day": _day, "mail_date": format_datetime}
        self._templates.globals["sections"] = SECTIONS

    def front(self, view: View, stories: Sequence[Story]) -> str:
        """Render the front page over *stories*, newest first."""
        return self._page("front.html", view, "/", stories=stories)

    def section(self, view: View, name: str, stories: Sequence[Story]) -> str:
        """Render the page of a section."""
        path = f"/section/{name.lower()}"
        return self._page("list.html", view, path, heading=name, stories=stories, **{"from": "section"})

    def found(self, view: View, words: str, stories: Sequence[Story]) -> str:
        """Render what a search for *words* found."""
        heading = f"Search: {words}" if words else "Search"
        return self._page("list.html", view, "/search", heading=heading, stories=stories, **{"from": "search"})

    def story(self, view: View, story: Story, related: Sequence[Story]) -> str:
        """Render a story: whole for a reader who is signed in, else its first paragraph."""
        data = structured_data(view, story)
        shown = None if data is None else _script(data)
        return self._page("story.html", view, story.path, story=story, related=related, structured_data=shown)

    def sign_in(self, view: View, csrf_token: str, error: str | None = None) -> str:
        """Render the sign-in form."""
        return self._page("sign_in.html", view, "/sign-in", csrf_token=csrf_token, error=error)

    def captcha(self, view: View) -> str:
        """Render the page that wants a person."""
        return self._page("captcha.html", view, "/sign-in")

    def account(self, view: View, csrf_token: str) -> str:
        """Render the account of a reader who is signed in."""
        return self._page("account.html", view, "/account", csrf_token=csrf_token)

    def notice(self, view: View, path: str, heading: str, text: str) -> str:
        """Render a page that says one thing, such as that there is nothing at *path*."""
        return self._page("notice.html", view, path, heading=heading, text=text)

    def file(self, template: str, home: str, **values: Any) -> str:
        """Render a sitemap, the feed or robots.txt."""
        return self._templates.get_template(template).render(home=home, **values)

    def _page(self, template: str, view: View, canonical: str, **values: Any) -> str:
        chosen = self._templates.get_template(template)
        return chosen.render(home=view.home, signed_in=view.signed_in, canonical=canonical, **values)


def related_stories(story: Story, stories: Sequence[Story]) -> list[Story]:
    """Return the stories of the same section before this one, newest first.

    Those withdrawn since are among them, as the press's pages are not written again when another one goes.
    """
    before = [other for other in stories if other.section == story.section and other.published < story.published]
    return before[-RELATED:][::-1]


def structured_data(view: View, story: Story) -> dict[str, Any] | None:
    """Return the JSON-LD of a story's page in the form that the story has, None where its page has none."""
    form = data_form(story)
    article = _news_article(view.home, story)
    if form == "none":
        return None
    if form == "with_body" and view.signed_in:
        article["articleBody"] = "\n\n".join(story.paragraphs)
    if form == "graph":
        site = {"@type": "WebSite", "@id": f"{view.home}/#site", "name": NAME, "url": f"{view.home}/"}
        return {"@context": "https://schema.org", "@graph": [site, _breadcrumbs(view.home, story), article]}
    return {"@context": "https://schema.org", **article}


def _news_article(home: str, story: Story) -> dict[str, Any]:
    url = home + story.path
    return {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": story.headline,
        "description": story.standfirst,
        "datePublished": _iso(story.published),
        "dateModified": _iso(story.modified or story.published),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME, "url": f"{home}/"},
        "articleSection": story.section,
        "keywords": list(story.topics),
        "inLanguage": "en",
        "isAccessibleForFree": False,
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"},
    }


def _breadcrumbs(home: str, story: Story) -> dict[str, Any]:
    steps = [(NAME, f"{home}/"), (story.section, f"{home}/section/{story.section.lower()}"), (story.headline, None)]
    items = [
        {"@type": "ListItem", "position": place, "name": name} | ({"item": url} if url else {})
        for place, (name, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _script(data: dict[str, Any]) -> Markup:
    """Return JSON that may stand inside of a script element."""
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


def _iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(when: datetime) -> str:
    return f"{when:%A} {when.day} {when:%B %Y}"


def _spoken(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M} UTC"

"""The routes of the press: what is at which address, for whom. How it looks is in pages; signing in is in sign_in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from stockpress_spiders.sample_press import sitemaps
from stockpress_spiders.sample_press.documents import SESSION_COOKIE, document, home_of
from stockpress_spiders.sample_press.faults import act_out
from stockpress_spiders.sample_press.pages import Pages, View, related_stories
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.sign_in import SignInDesk
from stockpress_spiders.sample_press.story import SECTIONS, Story
from stockpress_spiders.sample_press.switchboard_http import RemoteSwitchboard

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CSS = Path(__file__).parent / "press.css"
STORY_PATH = r"/{desk:story|markets}/{year:\d+}/{month:\d+}/{day:\d+}/{slug}"
MONTH = re.compile(r"(\d{4})-\d{2}")


def build_site(press: Press, *, switchboard: bool = False) -> web.Application:
    """Return the site of *press*; with *switchboard* its switchboard answers over HTTP too, to this machine."""
    pages = Pages()
    site, desk = Site(press, pages), SignInDesk(press, pages)
    app = web.Application(middlewares=[site.reception])
    app.router.add_get("/", site.front)
    app.router.add_get("/section/{name}", site.section)
    app.router.add_get("/search", site.search)
    app.router.add_get(STORY_PATH, site.story)
    app.router.add_get("/robots.txt", site.robots)
    app.router.add_get("/sitemap.xml", site.sitemap_index)
    app.router.add_get("/sitemaps/{name}.xml", site.sitemap)
    app.router.add_get("/feed.rss", site.feed)
    app.router.add_get("/press.css", site.css)
    app.add_routes(desk.routes())
    if switchboard:
        app.add_routes(RemoteSwitchboard(press).routes())
    return app


class Site:
    """The handlers of all that may be read."""

    def __init__(self, press: Press, pages: Pages) -> None:
        self._press = press
        self._pages = pages
        self._css = CSS.read_text(encoding="utf-8")

    @web.middleware
    async def reception(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count each request, let it meet its fault, and show a page where there is nothing."""
        self._press.requests[request.path] += 1
        try:
            fault = self._press.switchboard.next_fault(request.path)
            response = await (act_out(fault, request, handler) if fault else handler(request))
        except web.HTTPNotFound:
            response = self._notice(request, 404, "Nothing is here", "The address is wrong, or the page has moved.")
        except web.HTTPException as answer:
            self._press.answers[answer.status] += 1
            raise
        self._press.answers[response.status] += 1
        return response

    async def front(self, request: web.Request) -> web.Response:
        """Show the newest stories."""
        return document(request, self._pages.front(self._view(request), self._press.standing))

    async def section(self, request: web.Request) -> web.Response:
        """Show the stories of a section."""
        names = {name.lower(): name for name in SECTIONS}
        name = names.get(request.match_info["name"])
        if name is None:
            raise web.HTTPNotFound
        stories = [story for story in self._press.standing if story.section == name]
        return document(request, self._pages.section(self._view(request), name, stories))

    async def search(self, request: web.Request) -> web.Response:
        """Show the stories that have the words asked for in headline, standfirst or topics."""
        words = request.query.get("q", "").strip()
        found = [story for story in self._press.standing if words and words.casefold() in _searched(story)]
        return document(request, self._pages.found(self._view(request), words, found))

    async def story(self, request: web.Request) -> web.Response:
        """Show a story: whole to a reader who is signed in, else its first paragraph; 410 where it was withdrawn."""
        story = self._press.story_at(request.path)
        if story is None:
            raise web.HTTPNotFound
        if story.withdrawn is not None:
            return self._notice(request, 410, "This story was withdrawn", "The Sample Press no longer stands by it.")
        view = self._view(request)
        if view.signed_in and self._press.switchboard.session_ends_here():
            self._press.end_sessions()
            view = self._view(request)
        text = self._pages.story(view, story, related_stories(story, self._press.stories))
        return document(request, text, modified=story.changed)

    async def robots(self, request: web.Request) -> web.Response:
        """Tell robots what to leave alone and where the sitemaps are."""
        return document(request, self._pages.file("robots.txt", home_of(request)), "text/plain")

    async def sitemap_index(self, request: web.Request) -> web.Response:
        """List the sitemaps of the months."""
        months = sitemaps.months(self._press.stories)
        text = self._pages.file("sitemap_index.xml", home_of(request), months=months)
        return document(request, text, "application/xml", max((changed for _, changed in months), default=None))

    async def sitemap(self, request: web.Request) -> web.Response:
        """List the stories of a month, or the news."""
        name = request.match_info["name"]
        if name == "news":
            stories = sitemaps.news(self._press.standing, self._press.now())
            return document(request, self._pages.file("news.xml", home_of(request), stories=stories), "application/xml")
        if (month := MONTH.fullmatch(name)) and self._press.switchboard.is_broken(int(month[1])):
            return self._notice(request, 200, "We will be back soon", "The archive is being repaired.")
        pages = sitemaps.pages_of_month(self._press.stories, name)
        if not pages:
            raise web.HTTPNotFound
        text = self._pages.file("sitemap.xml", home_of(request), pages=pages)
        return document(request, text, "application/xml", max(changed for _, changed in pages))

    async def feed(self, request: web.Request) -> web.Response:
        """Give the newest stories as RSS."""
        stories = self._press.standing[: sitemaps.FEED_LENGTH]
        return document(request, self._pages.file("feed.rss", home_of(request), stories=stories), "application/rss+xml")

    async def css(self, request: web.Request) -> web.Response:
        """Give the style sheet."""
        return document(request, self._css, "text/css")

    def _view(self, request: web.Request) -> View:
        return View(home_of(request), self._press.knows(request.cookies.get(SESSION_COOKIE)))

    def _notice(self, request: web.Request, status: int, heading: str, text: str) -> web.Response:
        page = self._pages.notice(self._view(request), request.path, heading, text)
        return web.Response(text=page, status=status, content_type="text/html")


def _searched(story: Story) -> str:
    return " ".join((story.headline, story.standfirst, *story.topics)).casefold()

"""A publisher of any number of pages for benchmarks/crawl.py: pages as large as real ones, dated sitemaps, on loopback.

A page is made from its number alone: 30 to 80 KB with navigation, teasers, scripts, comments and structured data.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web

from stockpress_spiders.sample_press.press import Press

YEAR = 2024
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 13)]
SECTIONS = "markets companies economy technology opinion world personal-finance property energy health".split()


class BenchmarkSite:
    """The pages, and how often each kind of address was asked for."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.asked: Counter[str] = Counter()
        bodies = (story.body for story in Press.from_stories("reader", "password").stories)
        self._paragraphs = [paragraph for body in bodies for paragraph in body.split("\n\n") if len(paragraph) > 80]
        self._navigation = "".join(
            f'<li class="nav__item"><a class="nav__link" href="/{section}/{topic}">{section} {topic}</a></li>'
            for section in SECTIONS
            for topic in range(9)
        )
        self._script = "window.__state = " + json.dumps({f"key{n}": f"value {n * 7919}" for n in range(500)})

    def path(self, number: int) -> str:
        """Return the address of a page."""
        return f"/{self._published(number):%Y/%m/%d}/story-{number}"

    def _published(self, number: int) -> datetime:
        return datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(seconds=number * 366 * 86400 // self.pages)

    def page(self, number: int, home: str) -> str:
        """Return a page."""
        dice = random.Random(number)
        published = self._published(number).isoformat()
        headline = f"Story {number}: {' '.join(dice.choice(self._paragraphs).split()[:8])}"
        paragraphs = dice.sample(self._paragraphs, dice.randint(5, 18))
        author = dice.choice(("Ada Brown", "Li Wei", "Hannah Okafor"))
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": headline,
            "datePublished": published,
            "author": [{"@type": "Person", "name": author}],
            "mainEntityOfPage": f"{home}{self.path(number)}",
        }
        return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>
<link rel="canonical" href="{home}{self.path(number)}"><meta property="og:title" content="{headline}">
<meta name="description" content="{paragraphs[0][:150]}"><meta name="author" content="{author}">
<script type="application/ld+json">{json.dumps(data)}</script><script>{self._script}</script>
<style>{".teaser { margin: 0 auto; padding: 1px 2px 3px 4px } " * dice.randint(20, 300)}</style></head>
<body><header><nav><ul>{self._navigation}</ul></nav></header><main><article><h1>{headline}</h1>
<p class="byline">By {author}</p><time datetime="{published}">{published}</time>
{"".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)}</article>
<aside>{"".join(self._teaser(dice) for _ in range(dice.randint(10, 30)))}</aside>
<section class="comments">{"".join(self._comment(dice) for _ in range(dice.randint(0, 12)))}</section></main>
<footer><ul>{self._navigation[:6000]}</ul><p>Copyright. All rights reserved.</p></footer></body></html>"""

    def _teaser(self, dice: random.Random) -> str:
        text = dice.choice(self._paragraphs)[:90]
        link = self.path(dice.randrange(self.pages))
        return f'<div class="teaser"><a href="{link}"><h3>{text}</h3></a><p>{text}</p></div>'

    def _comment(self, dice: random.Random) -> str:
        return (
            f'<div class="comment"><b>reader{dice.randrange(999)}</b><p>{dice.choice(self._paragraphs)[:200]}</p></div>'
        )

    def sitemap(self, month: str, home: str) -> str:
        """Return the sitemap of a month."""
        rows = (
            f"<url><loc>{home}{self.path(number)}</loc><lastmod>{when.isoformat()}</lastmod></url>"
            for number in range(self.pages)
            if f"{(when := self._published(number)):%Y-%m}" == month
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</urlset>'

    def answer(self, path: str, home: str) -> web.Response:
        """Answer a request and count it."""
        kind, answer = "page", None
        if path == "/":
            kind, answer = "home page", web.Response(text=self._navigation, content_type="text/html")
        elif path == "/robots.txt":
            kind, answer = "robots.txt", web.Response(text=f"User-agent: *\nAllow: /\nSitemap: {home}/sitemap.xml\n")
        elif path == "/sitemap.xml":
            rows = "".join(f"<sitemap><loc>{home}/sitemaps/{month}.xml</loc></sitemap>" for month in MONTHS)
            text = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
            kind, answer = "sitemap", web.Response(text=text, content_type="application/xml")
        elif path.startswith("/sitemaps/"):
            text = self.sitemap(path.split("/")[-1].removesuffix(".xml"), home)
            kind, answer = "sitemap", web.Response(text=text, content_type="application/xml")
        elif "/story-" in path and (number := path.rpartition("-")[2]).isdigit() and int(number) < self.pages:
            answer = web.Response(text=self.page(int(number), home), content_type="text/html", charset="utf-8")
        else:
            kind = "nothing there"
        self.asked[kind] += 1
        return answer or web.Response(status=404)


@contextmanager
def running_site(site: BenchmarkSite) -> Iterator[str]:
    """Serve the site from a thread on a free port of loopback; yield its address."""
    up: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(site, up)), daemon=True)
    thread.start()
    port, loop, ended = up.result()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


async def _serve(site: BenchmarkSite, up: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
    async def handle(request: web.Request) -> web.Response:
        return site.answer(request.path, f"http://{request.host}")

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    ended = asyncio.Event()
    port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # aiohttp names no other way
    up.set_result((port, asyncio.get_running_loop(), ended))
    await ended.wait()
    await runner.cleanup()

"""A publisher of a few pages for the tests of one fault each; what it answers is a table that a test fills."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{headline}</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{headline}",
 "datePublished": "{published}"}}</script></head>
<body><article><h1>{headline}</h1><p>{text}</p><p>{text}</p><p>{text}</p></article></body></html>"""
TEXT = "Shares of the company rose after it raised its outlook for the year and said that orders had grown in {}."


@dataclass(slots=True)
class Answer:
    """What the site answers; ``length`` lies about the body's, ``seconds`` is waited before."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class SmallSite:
    """Its ``answers`` by path, and when each path was asked for. ``first`` are given once, before the answer."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    first: dict[str, list[Answer]] = field(default_factory=dict)
    asked: dict[str, list[float]] = field(default_factory=dict)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def write(self, name: str, published: str = "2024-03-14T08:00:00Z", lastmod: str | None = "1") -> str:
        """Publish an ordinary page and return its path."""
        text = PAGE.format(headline=f"Story {name}", published=published, text=TEXT.format(name))
        return self.put(name, Answer(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"}), lastmod)

    def put(self, name: str, answer: Answer, lastmod: str | None = "1") -> str:
        """Publish a page that answers *answer* and return its path."""
        self.answers[f"/news/{name}"] = answer
        self._lastmod[f"/news/{name}"] = lastmod
        self.draw_sitemap()
        return f"/news/{name}"

    _lastmod: dict[str, str | None] = field(default_factory=dict)

    def draw_sitemap(self) -> None:
        """Draw the sitemap of the pages there are."""
        rows = (
            f"<url><loc>{self.url}{path}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"
            for path, lastmod in self._lastmod.items()
        )
        self.answers["/2024.xml"] = Answer(f"<urlset>{''.join(rows)}</urlset>".encode())

    def answer_to(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Return what *path* answers now."""
        self.asked.setdefault(path, []).append(time.monotonic())
        self.headers[path] = headers
        waiting = self.first.get(path, [])
        return waiting.pop(0) if waiting else self.answers.get(path, Answer(status=404))


@contextmanager
def running_small_site() -> Iterator[SmallSite]:
    """Serve a site on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer_to(self.path, dict(self.headers.items()))
            time.sleep(answer.seconds)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = answer.length is not None

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Pass over a crawler that hung up, as some tests want it to."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]

    server = Server(("127.0.0.1", 0), Handler)
    site = SmallSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

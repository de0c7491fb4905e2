"""Serves saved pages over HTTP as a publisher with a sitemap a year would."""

from __future__ import annotations

import gzip
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

YEAR = re.compile(rb'"datePublished"\s*:\s*"(\d{4})|published_time"[^>]*content="(\d{4})|<time[^>]*datetime="(\d{4})')
UNDATED = 2019
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
)


def saved_pages(folder: Path) -> dict[str, Path]:
    """Return the saved pages below *folder* by the path that they are served at."""
    files = sorted(folder.rglob("*.html.gz"))
    return {f"/pages/{file.parent.name}/{file.name.removesuffix('.gz')}": file for file in files}


def year_of(page: bytes) -> int:
    """Return the year that a page seems to be of; pages without a plausible date count as UNDATED."""
    found = YEAR.search(page)
    year = int(next(group for group in found.groups() if group)) if found else UNDATED
    return year if 2000 <= year <= 2100 else UNDATED


@contextmanager
def serving(pages: dict[str, Path]) -> Iterator[tuple[str, Counter[int]]]:
    """Serve *pages* on a free port; yield the address and how many pages each year has."""
    years = {path: year_of(gzip.decompress(file.read_bytes())) for path, file in pages.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path in pages:
                self._send(200, gzip.decompress(pages[path].read_bytes()), "text/html")
            elif found := re.fullmatch(r"/sitemaps/(\d{4})\.xml", path):
                self._send(200, self._sitemap(int(found[1])), "application/xml")
            else:
                self._send(404, b"", "text/plain")

        def _sitemap(self, year: int) -> bytes:
            home = f"http://{self.headers['Host']}"
            locs = (f"<url><loc>{home}{path}</loc></url>" for path, of in years.items() if of == year)
            return SITEMAP.format("".join(locs)).encode()

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", Counter(years.values())
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

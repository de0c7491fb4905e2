"""Fetches one file of a site without scrapy, within limits: for the nightly sensor and the commands about sources."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.error import HTTPError

from stockpress_spiders.addresses import same_site
from stockpress_spiders.network import is_private, resolves_privately

TIMEOUT = 20.0
MOST_REDIRECTS = 5


class Unfetched(ConnectionError):
    """A file could not be had; says where and what was found. ``status`` is that of the answer, if there was one."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it came: ``url`` is where redirects ended."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        """The body as text, in the encoding that the server named, else UTF-8."""
        message = Message()
        message["Content-Type"] = self.headers.get("Content-Type", "")
        try:
            return self.body.decode(message.get_content_charset() or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


class _WithinSite(urllib.request.HTTPRedirectHandler):
    """Follows redirects inside of a site alone, and not many."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if not same_site(req.full_url, newurl) or resolves_privately(newurl, req.full_url):
            raise Unfetched(f"{req.full_url}: expected a file, found a redirect to another site: {newurl[:200]}", code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch(
    address: str, user_agent: str, most: int, home: str | None = None, headers: Mapping[str, str] | None = None
) -> Fetched:
    """Return the file at *address*, which has at most *most* bytes; raise Unfetched otherwise.

    A host in a private network is asked only where it is that of *home* (default: of the address itself).
    """
    if is_private(address, home or address) or resolves_privately(address, home or address):
        raise Unfetched(f"{address}: expected an address on the public Internet, found one of a private network")
    request = urllib.request.Request(address, headers={"User-Agent": user_agent, **(headers or {})})
    try:
        with urllib.request.build_opener(_WithinSite).open(request, timeout=TIMEOUT) as answer:
            body = answer.read(most + 1)
            missing = answer.length  # read() with a limit does not complain of an answer that was cut off
            fetched = Fetched(answer.url, body, dict(answer.headers.items()))
    except HTTPError as error:
        error.close()
        raise Unfetched(f"{address}: expected a file, found status {error.code} {error.reason}", error.code) from error
    except Unfetched:
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise Unfetched(f"{address}: expected a file, found: {error}") from error
    if len(body) > most:
        raise Unfetched(f"{address}: expected at most {most} bytes, found more")
    if missing:
        raise Unfetched(f"{address}: expected a file, found it cut off")
    return fetched

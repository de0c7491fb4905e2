"""A reader of the press: a browser without a screen, over urllib. It keeps cookies and follows no redirects."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any

from lxml import html

NAME, PASSWORD = "reader@press.example", "correct horse battery staple"


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Hands on every answer, whatever its status."""

    def http_response(self, request: urllib.request.Request, response: HTTPResponse) -> HTTPResponse:  # type: ignore[override]
        return response


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def select(self, css: str) -> list[Any]:
        """Return the elements of the page that *css* selects."""
        return html.fromstring(self.text).cssselect(css)

    def texts(self, css: str) -> list[str]:
        """Return the texts of the elements that *css* selects."""
        return [" ".join(element.text_content().split()) for element in self.select(css)]

    def structured_data(self) -> Any:
        """Return the page's JSON-LD, None where it has none."""
        scripts = self.select("script[type='application/ld+json']")
        assert len(scripts) <= 1
        return json.loads(scripts[0].text_content()) if scripts else None


class Reader:
    """One reader with a cookie jar of their own."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _AsItIs)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for *path*; a header's ``_`` stands for ``-``."""
        return self._ask(path, None, method, headers)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        return self._ask(path, urllib.parse.urlencode(fields).encode(), "POST", {})

    def post_json(self, path: str, body: Any) -> Answer:
        """Send JSON."""
        return self._ask(path, json.dumps(body).encode(), "POST", {"Content_Type": "application/json"})

    def csrf_token(self) -> str:
        """Open the sign-in form and return its token."""
        found = re.search(r'name="csrf_token" value="(\w+)"', self.get("/sign-in").text)
        assert found is not None
        return found[1]

    def sign_in(self, name: str = NAME, password: str = PASSWORD) -> Answer:
        """Fill in the sign-in form and send it."""
        return self.post("/sign-in", username=name, password=password, csrf_token=self.csrf_token())

    def _ask(self, path: str, data: bytes | None, method: str, headers: dict[str, str]) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.home + path, data, sent, method=method)
        with self._opener.open(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read())

"""The switchboard over HTTP, for a press that runs in another process. Only this machine may turn it.

``POST /switchboard`` with ``{"turn": "rate_limit", "times": 3, "retry_after": 1}``: the name of a method of Switchboard
and its arguments. ``GET /switchboard`` tells what was asked for and answered so far.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from stockpress.article import InvalidRecord
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.story import Story, read_story

Kind = type | tuple[type, ...]
NUMBER = (int, float)
FAULT: dict[str, Kind] = {"times": int, "on": str}
TURNS: Mapping[str, Mapping[str, Kind]] = {
    "rate_limit": {**FAULT, "retry_after": NUMBER},
    "server_error": FAULT,
    "slow": {**FAULT, "seconds": NUMBER},
    "cut_off": FAULT,
    "expire_sessions": {"after_pages": int, "times": int},
    "captcha": {"on": bool},
    "break_year": {"year": int},
    "publish": {"story": dict},
    "publish_now": {"headline": str, "body": str},
    "change": {"slug": str, "body": str},
    "withdraw": {"slug": str},
    "reset": {},
}


class RemoteSwitchboard:
    """The handlers of /switchboard."""

    def __init__(self, press: Press) -> None:
        self._press = press

    def routes(self) -> list[web.RouteDef]:
        """Return the switchboard's addresses."""
        return [web.get("/switchboard", self.show), web.post("/switchboard", self.turn)]

    async def show(self, request: web.Request) -> web.Response:
        """Tell what was asked for by path, and answered by status."""
        _require_loopback(request)
        return web.json_response({"requests": dict(self._press.requests), "answers": dict(self._press.answers)})

    async def turn(self, request: web.Request) -> web.Response:
        """Turn one switch; 400 with what was expected where it is not understood."""
        _require_loopback(request)
        # A page of another site may not send this type from a reader's browser without asking first.
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="expected application/json")
        try:
            story = self._turn(await request.json())
        except (json.JSONDecodeError, InvalidRecord, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({} if story is None else {"slug": story.slug, "path": story.path})

    def _turn(self, asked: Any) -> Story | None:
        turn = asked.get("turn") if isinstance(asked, Mapping) else None
        if not isinstance(turn, str) or turn not in TURNS:
            raise InvalidRecord(f"turn: expected one of {', '.join(TURNS)}, found {turn!r}")
        values = {key: value for key, value in asked.items() if key != "turn"}
        for key, value in values.items():
            _require(turn, key, value)
        if turn == "publish":
            values["story"] = read_story(values.get("story"), "story")
        switch: Callable[..., Story | None] = getattr(self._press.switchboard, turn)
        return switch(**values)


def _require(turn: str, key: str, value: Any) -> None:
    kind = TURNS[turn].get(key)
    if kind is None:
        raise InvalidRecord(f"{turn}: expected {', '.join(TURNS[turn]) or 'nothing else'}, found {key}")
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        names = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
        raise InvalidRecord(f"{turn}, {key}: expected {names}, found {value!r}")


def _require_loopback(request: web.Request) -> None:
    try:
        here = ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        here = False
    if not here:
        raise web.HTTPForbidden(text="expected a request from this machine")

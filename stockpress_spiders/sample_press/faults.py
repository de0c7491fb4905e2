"""Acts out a fault of the switchboard on one request."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

from stockpress_spiders.sample_press.switchboard import Fault


async def act_out(
    fault: Fault, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer *request* as *fault* has it."""
    if fault.kind == "rate_limit":
        wait = {"Retry-After": str(math.ceil(fault.seconds))}
        return web.Response(status=429, text="Too many requests: please wait.", headers=wait)
    if fault.kind == "server_error":
        return web.Response(status=500, text="Our presses have stopped.")
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return await handler(request)
    return await _half(request, await handler(request))


async def _half(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Send half of an answer that promises the whole, then close the connection."""
    body = whole.body if isinstance(whole, web.Response) and isinstance(whole.body, bytes) else b""
    cut = web.StreamResponse(status=whole.status, headers={"Content-Type": "text/html; charset=utf-8"})
    cut.content_length = len(body) + 1  # at least one byte short, where there is no body as well
    await cut.prepare(request)
    await cut.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return cut

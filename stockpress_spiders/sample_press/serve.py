"""Serves a press on 127.0.0.1 from a thread of its own, for as long as a block lasts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.site import build_site

HOST = "127.0.0.1"
PATIENCE = 0.5  # how long answers that are under way are waited for at the end, in seconds


@contextmanager
def running_press(press: Press, port: int = 0, *, switchboard: bool = False) -> Iterator[str]:
    """Serve *press* and yield its address; port 0 takes a free one.

    With *switchboard* its switchboard answers over HTTP too. Raises OSError where the port is taken.
    """
    up: Future[_Up] = Future()
    thread = threading.Thread(target=_run, args=(press, port, switchboard, up), name="sample-press", daemon=True)
    thread.start()
    try:
        running = up.result()
        try:
            yield f"http://{HOST}:{running.port}"
        finally:
            running.loop.call_soon_threadsafe(running.ended.set)
    finally:
        thread.join()


@dataclass(frozen=True, slots=True)
class _Up:
    port: int
    loop: asyncio.AbstractEventLoop
    ended: asyncio.Event


def _run(press: Press, port: int, switchboard: bool, up: Future[_Up]) -> None:
    asyncio.run(_serve(press, port, switchboard, up))


async def _serve(press: Press, port: int, switchboard: bool, up: Future[_Up]) -> None:
    runner = web.AppRunner(build_site(press, switchboard=switchboard), access_log=None, shutdown_timeout=PATIENCE)
    ended = asyncio.Event()
    try:
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        up.set_result(_Up(runner.addresses[0][1], asyncio.get_running_loop(), ended))
    except BaseException as error:  # carried to the thread that waits
        up.set_exception(error)
    else:
        await ended.wait()
    finally:
        await runner.cleanup()

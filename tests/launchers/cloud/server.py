"""The server: moto's application with the doubles before it, on a port of 127.0.0.1."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from tests.launchers.cloud.ecs import TARGET, Ecs
from tests.launchers.cloud.emr import EmrServerless

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Cloud:
    """A running cloud: where it is, and its doubles with their switches."""

    url: str
    emr: EmrServerless
    ecs: Ecs

    def reset(self) -> None:
        """Turn all switches back and end everything that runs."""
        self.emr.reset()
        self.ecs.reset()


class Application:
    """The WSGI application: asks the doubles first, then moto."""

    def __init__(self, emr: EmrServerless, ecs: Ecs) -> None:
        self._emr = emr
        self._ecs = ecs
        self._moto: Any = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        is_emr = "/emr-serverless/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
        if not is_emr and not target.startswith(TARGET):
            return self._moto(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

        def moto() -> Answer:
            return self._ask_moto({**environ, "wsgi.input": io.BytesIO(body)})

        if is_emr:
            query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
            answer = self._emr.answer(environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"]), query, body, moto)
        else:
            answer = self._ecs.answer(target, body, moto)
        status, members = moto() if answer is None else answer
        return _send(start_response, status, members)

    def _ask_moto(self, environ: dict[str, Any]) -> Answer:
        parts, status, _ = run_wsgi_app(self._moto, environ, buffered=True)
        text = b"".join(parts)
        return int(status.split()[0]), json.loads(text) if text else {}


def _send(start_response: Callable[..., Any], status: int, members: Mapping[str, Any]) -> list[bytes]:
    headers = [("Content-Type", "application/json")]
    if "__type" in members:
        headers.append(("x-amzn-ErrorType", members["__type"]))
    start_response(f"{status} .", headers)
    return [json.dumps(members).encode()]


@contextmanager
def running_cloud(folder: Path, image: Mapping[str, str]) -> Iterator[Cloud]:
    """Serve a cloud of its own, whose containers write their logs to *folder*; ended with all that runs in it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    emr, ecs = EmrServerless(folder, image), Ecs(folder)
    server = make_server("127.0.0.1", 0, Application(emr, ecs), threaded=True, request_handler=MotoRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    cloud = Cloud(f"http://127.0.0.1:{server.server_port}", emr, ecs)
    try:
        yield cloud
    finally:
        cloud.reset()
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()

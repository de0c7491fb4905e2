"""Answers with a document that may be asked for again on condition (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from aiohttp import ETag, web

SESSION_COOKIE = "press_session"


def home_of(request: web.Request) -> str:
    """Return the site's address as the reader knows it, without a slash at its end."""
    return f"{request.scheme}://{request.host}"


def document(
    request: web.Request, text: str, content_type: str = "text/html", modified: datetime | None = None
) -> web.Response:
    """Return *text*, or 304 where the reader has it; *modified* is the time of its last change.

    The entity tag is one of the text, so that a teaser and the whole story have different ones.
    """
    body = text.encode()
    etag = hashlib.sha256(body).hexdigest()[:24]
    if _has_it(request, etag, modified):
        response = web.Response(status=304)
    else:
        response = web.Response(body=body, content_type=content_type, charset="utf-8")
    response.etag = etag
    response.last_modified = modified
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _has_it(request: web.Request, etag: str, modified: datetime | None) -> bool:
    if (known := request.if_none_match) is not None:
        return any(tag.value in (etag, "*") for tag in known if isinstance(tag, ETag))
    since = request.if_modified_since
    return since is not None and modified is not None and modified <= since

"""Cookies, and the only place that seals and opens them. Neither obtains them nor stores them."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SessionSealed(ValueError):
    """A sealed session cannot be opened, or a key is none; the message says what to do and shows nothing secret."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie; its value is never shown by repr. ``domain`` begins with a dot where subdomains may have it too."""

    name: str
    value: str = field(repr=False)
    domain: str
    path: str = "/"
    secure: bool = False
    expires: datetime | None = None

    def belongs_to(self, url: str) -> bool:
        """Say whether a browser would send the cookie to *url* (RFC 6265, section 5.4)."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        bare = self.domain.removeprefix(".")
        there = host == bare or (self.domain.startswith(".") and host.endswith(self.domain))
        below = parts.path == self.path or (parts.path or "/").startswith(self.path.rstrip("/") + "/")
        return there and below and (not self.secure or parts.scheme == "https" or _is_loopback(host))


def cookie_header(cookies: Sequence[Cookie], url: str) -> str:
    """Return the value of the Cookie header for *url*; empty where none of *cookies* belongs to it or all ended."""
    now = datetime.now(UTC)
    alive = (cookie for cookie in cookies if cookie.expires is None or cookie.expires > now)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in alive if cookie.belongs_to(url))


def new_key() -> str:
    """Return a new Fernet key."""
    return Fernet.generate_key().decode()


def seal(cookies: Sequence[Cookie], keys: Sequence[str]) -> bytes:
    """Seal *cookies* with the first of *keys*."""
    plain = [{**asdict(cookie), "expires": cookie.expires and cookie.expires.isoformat()} for cookie in cookies]
    return _fernet(keys).encrypt(json.dumps(plain).encode())


def unseal(sealed: bytes, keys: Sequence[str]) -> list[Cookie]:
    """Open what was sealed with any of *keys*; raise SessionSealed where none fits."""
    try:
        plain = json.loads(_fernet(keys).decrypt(sealed))
    except InvalidToken:
        raise SessionSealed(
            "the stored session was sealed with a key that STOCKPRESS_SESSION_KEYS lacks; add the old key at the end"
            " of it, or let the source sign in again"
        ) from None
    return [Cookie(**{**cookie, "expires": _time(cookie["expires"])}) for cookie in plain]


def reseal(sealed: bytes, keys: Sequence[str]) -> bytes | None:
    """Return what was sealed with an older of *keys*, sealed with the first; None where it is already."""
    try:
        _fernet(keys[:1]).decrypt(sealed)
    except InvalidToken:
        return _fernet(keys).rotate(sealed)
    return None


def _fernet(keys: Sequence[str]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise SessionSealed(
            "STOCKPRESS_SESSION_KEYS: expected Fernet keys (32 bytes in URL-safe base64), found something else"
        ) from None


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

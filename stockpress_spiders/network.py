"""Which hosts a program of the desk may talk to: a site must not lead it into the network that it runs in."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

# Names that no public resolver knows and a cloud's own may.
PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".localdomain")


def host_of(url: str) -> str:
    """Return the host of *url* in small letters; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_private_address(text: str) -> bool:
    """Say whether *text* is an IP address outside of the public Internet: loopback, private, link-local .."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global or address.is_multicast


def is_private(url: str, home: str) -> bool:
    """Say whether *url* names a host of a private network by its address or name; the host of *home* is never one."""
    host = host_of(url)
    if not host or host == host_of(home):
        return False
    return is_private_address(_address_of(host)) or host == "localhost" or host.endswith(PRIVATE_NAMES[1:])


def resolves_privately(url: str, home: str) -> bool:
    """Say whether *url*'s host has an address in a private network; asks the resolver. The host of *home* may have."""
    host = host_of(url)
    if host == host_of(home):
        return False
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False  # whoever connects to it will say so
    return any(is_private_address(str(entry[4][0])) for entry in found)


def _address_of(host: str) -> str:
    """Return the dotted form of an IPv4 address written as one number or in octal, as resolvers understand it."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return host

"""Addresses of pages: what identifies one. Fetching and parsing live elsewhere."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from stockpress.article import InvalidRecord, require_url

# Parameters that say where a reader came from and never what is shown.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_hs(enc|mi)|mkt_tok"
    r"|cmp(id)?|ncid|icid|s_cid|ito|ocid|ftag|sref|ref(errer|_src|_url|src)?|xtor|at_(medium|campaign)|ftcamp"
    r"|segmentid|smid|smtyp",
    re.IGNORECASE,
)
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def clean_url(url: str) -> str:
    """Return *url* without fragment, tracking parameters, default port and capitals in the host.

    Raises InvalidRecord unless it is an absolute http(s) address.
    """
    try:
        parts = urlsplit(require_url("page url", url.partition("#")[0].strip()))
    except ValueError as error:
        raise InvalidRecord(f"page url: expected an address, found {url[:200]!r}: {error}") from error
    scheme = parts.scheme.lower()
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS[scheme])
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not TRACKING.fullmatch(name)]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, True)) else urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, "")).strip()


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses are on one host, or on a host and a subdomain of it (``www.`` aside)."""
    a, b = (re.sub(r"^www\.", "", (urlsplit(url).netloc).lower()) for url in (one, other))
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")


def canonical_url(claimed: list[str], page_url: str) -> str:
    """Return the first of the addresses that a page *claimed* as its own, or else the page's, cleaned.

    A claim on another site is not believed: a page could take the place of another publisher's article. Nor is one of
    the front page, which careless templates put on every page.
    """
    for claim in claimed:
        try:
            url = clean_url(urljoin(page_url, claim.strip()))
        except ValueError:
            continue
        if same_site(url, page_url) and (urlsplit(url).path != "/" or urlsplit(page_url).path == "/"):
            return url
    return clean_url(page_url)

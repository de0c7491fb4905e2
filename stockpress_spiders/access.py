"""Whether a page was shown whole, to a subscriber, or only its beginning. What follows from it is the spider's."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urljoin

from lxml.html import HtmlElement

from stockpress_spiders.source import SignIn, Source


class Access(Enum):
    """How much of a page was shown."""

    WHOLE = "whole"
    SIGNED_OUT = "signed_out"  # a teaser, because the session is no longer accepted
    NOT_SUBSCRIBED = "not_subscribed"  # a teaser, although signed in or because there is nothing to sign in with


def is_sign_in_page(source: Source, home: str, url: str) -> bool:
    """Say whether *url* is where the source's sign-in form stands."""
    form = source.sign_in
    return form is not None and url.split("?")[0] == urljoin(f"{home}/", form.page)


def marks(tree: HtmlElement, form: SignIn | None) -> tuple[bool, bool]:
    """Return whether a page has the mark of a signed-in reader, and whether it has that of a teaser."""
    if form is None:
        return False, False
    return bool(tree.cssselect(form.signed_in)), form.teaser is not None and bool(tree.cssselect(form.teaser))


def access(form: SignIn | None, signed_in: bool, teaser: bool, paywalled: bool) -> Access:
    """Return how much was shown of a page with these marks whose article is *paywalled* by its own word.

    A paywalled page without the mark of a signed-in reader was shown to a stranger, however much text it came with.
    """
    if form is None:
        return Access.NOT_SUBSCRIBED if paywalled else Access.WHOLE
    if signed_in:
        return Access.NOT_SUBSCRIBED if teaser else Access.WHOLE
    return Access.SIGNED_OUT if teaser or paywalled else Access.WHOLE

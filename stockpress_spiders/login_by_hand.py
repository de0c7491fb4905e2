"""Lets a person sign in to a source in a browser that they see, and keeps the session. Programs sign in by login.py.

For a CAPTCHA, a second factor, or a form that has changed. The person types; nothing that they type is read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from stockpress.session import Session
from stockpress.settings import Settings
from stockpress_spiders.login import SignInFailed, open_browser, session_from
from stockpress_spiders.source import SignIn, Source

PATIENCE = 600.0
LOOK_EVERY = 0.5


def sign_in_by_hand(
    source: Source, settings: Settings, patience: float = PATIENCE, person: Callable[[Any], None] | None = None
) -> Session:
    """Show the sign-in form of *source*, wait until a person has signed in, and return the session, sealed.

    Raises SignInFailed where nobody does within *patience* seconds, the browser is closed, or there is no screen.
    *person* stands in for the person where nobody looks, as in a test: it is given the page, and the browser has no
    window.
    """
    if source.sign_in is None:
        raise SignInFailed(f"source {source.name} has no sign-in; it needs no session")
    keys = settings.require_session_keys()
    home = settings.home_of(source.name, source.home)
    with open_browser(settings, headless=person is not None) as browser:
        context = browser.new_context() if person is None else browser.new_context(user_agent=settings.user_agent)
        page = context.new_page()
        page.goto(urljoin(f"{home}/", source.sign_in.page), wait_until="domcontentloaded")
        if person is not None:
            person(page)
        _wait(context, source, source.sign_in, patience)
        return session_from(source, context.cookies(), home, keys)


def _wait(context: BrowserContext, source: Source, form: SignIn, patience: float) -> None:
    """Wait until a page of the browser shows a signed-in reader and the cookies that are kept are there."""
    deadline = time.monotonic() + patience
    while context.pages:
        names = {cookie.get("name") for cookie in context.cookies()}
        if set(form.cookies) <= names and any(_shows(page, form.signed_in) for page in context.pages):
            return
        if time.monotonic() > deadline:
            raise SignInFailed(
                f"expected somebody to sign in to {source.name} within {patience:.0f} s, found {form.signed_in} on no"
                " page; run the command again, or correct signed_in in the source's file"
            )
        context.pages[0].wait_for_timeout(LOOK_EVERY * 1000)
    raise SignInFailed(f"the browser was closed before {source.name} had let anybody in; run the command again")


def _shows(page: Page, selector: str) -> bool:
    try:
        return page.locator(selector).count() > 0
    except BrowserError:
        return False  # it is on its way to another page

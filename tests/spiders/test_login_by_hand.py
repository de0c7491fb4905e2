"""A person signs in once where a program cannot, with a stand-in for the person and a browser without a window."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders.login import CaptchaShown, SignInFailed, sign_in
from stockpress_spiders.login_by_hand import sign_in_by_hand
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.source import Source
from stockpress_spiders.sources import load_sources
from stockpress_spiders.vault import unseal
from tests.spiders.conftest import NAME, PASSWORD
from tests.spiders.crawling import crawl


@pytest.fixture
def press_source() -> Source:
    return load_sources()["sample_press"]


def test_a_person_passes_the_captcha_and_the_crawl_goes_on_with_the_session(
    press: Press, subscribed: Settings, store: Store, press_source: Source, tmp_path: Path
) -> None:
    press.switchboard.captcha(True)
    with pytest.raises(CaptchaShown, match="stockpress login sample_press"):
        sign_in(press_source, subscribed)

    def person(page: Any) -> None:
        assert page.locator("#captcha").count() == 1
        press.switchboard.captcha(False)  # as if the puzzle had been solved
        page.reload()
        page.fill("input[name=username]", NAME)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        press.switchboard.captcha(True)

    session = sign_in_by_hand(press_source, subscribed, 20, person)
    assert [cookie.name for cookie in unseal(session.sealed, subscribed.require_session_keys())] == ["press_session"]
    assert session.alive(datetime.now(UTC))
    store.save_session(session)
    crawled = crawl(subscribed, "sample_press", 2024, tmp_path)
    assert (crawled.status, crawled.counts["session_renewed"]) == (0, 0), crawled.stderr


def test_nobody_signing_in_ends_the_wait(subscribed: Settings, press_source: Source) -> None:
    with pytest.raises(SignInFailed, match="expected somebody to sign in to sample_press"):
        sign_in_by_hand(press_source, subscribed, 0.2, lambda page: None)


def test_a_closed_browser_ends_the_wait(subscribed: Settings, press_source: Source) -> None:
    with pytest.raises(SignInFailed, match="was closed"):
        sign_in_by_hand(press_source, subscribed, 20, lambda page: page.close())


def test_a_machine_without_a_screen_is_said_to_be_one(
    subscribed: Settings, press_source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(SignInFailed, match="needs a screen"):
        sign_in_by_hand(press_source, subscribed, 1)

"""Which browser signs in. The programs on the PATH are scripts of our own, but for one real Chromium."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from stockpress.settings import InvalidSetting, Settings
from stockpress_desk import browser
from stockpress_desk.browser import BrowserUnavailable, find_chromium, install_chromium, require_start

STARTS = "#!/bin/sh\nexit 0\n"
LACKS_A_LIBRARY = "#!/bin/sh\necho error: loading shared libraries: libnss3.so >&2\nexit 127\n"
# What `apt-get install` leaves, and what it was asked.
APT_GET = """#!/bin/sh
echo "$@" >> "{asked}"
[ "$1" = update ] || {{ /bin/cp "{chromium}" "{bin}/chromium"; }}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a machine with nothing on its PATH and no way to playwright's downloads."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))  # for playwright's own process
    monkeypatch.setattr(browser, "NAMES", ("chromium", "google-chrome"))
    return Settings.from_environment(
        {
            "STOCKPRESS_HOME": str(tmp_path / "home"),
            "PATH": str(tmp_path / "bin"),
            "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"),
            "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
        }
    )


def a_program(path: Path, text: str = STARTS) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_the_chromium_that_is_named_is_used(here: Settings, tmp_path: Path) -> None:
    a_program(tmp_path / "bin" / "chromium")
    named = a_program(tmp_path / "elsewhere" / "my-chromium")
    assert find_chromium(here.with_environment(STOCKPRESS_CHROMIUM=named)) == named


def test_a_named_chromium_that_is_no_program_is_an_error(here: Settings) -> None:
    with pytest.raises(InvalidSetting, match="STOCKPRESS_CHROMIUM: expected the path of a Chromium, found '/nowhere'"):
        find_chromium(here.with_environment(STOCKPRESS_CHROMIUM="/nowhere"))


def test_a_chromium_on_the_path_is_found(here: Settings, tmp_path: Path) -> None:
    assert find_chromium(here) is None
    chrome = a_program(tmp_path / "bin" / "google-chrome")
    assert find_chromium(here) == chrome


def test_playwrights_own_chromium_comes_before_one_on_the_path(here: Settings, tmp_path: Path) -> None:
    a_program(tmp_path / "bin" / "chromium")
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    assert own.startswith(str(tmp_path))
    a_program(Path(own))
    assert find_chromium(here) == own


def test_what_is_there_is_not_installed_again(here: Settings, tmp_path: Path) -> None:
    chromium = a_program(tmp_path / "bin" / "chromium")
    reported: list[str] = []
    assert install_chromium(here, reported.append) == chromium
    assert reported == []


def test_where_nothing_can_be_installed_the_error_names_the_three_ways(here: Settings) -> None:
    reported: list[str] = []
    with pytest.raises(BrowserUnavailable) as caught:
        install_chromium(here, reported.append)
    for part in ("playwright install --with-deps", "apt-get install chromium", "STOCKPRESS_CHROMIUM=", "ECONNREFUSED"):
        assert part in str(caught.value)
    assert reported[0] == "installing Chromium by playwright install chromium"


def test_root_on_debian_gets_the_systems_package(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chromium = a_program(tmp_path / "package" / "chromium")
    asked = tmp_path / "asked"
    a_program(tmp_path / "bin" / "apt-get", APT_GET.format(asked=asked, chromium=chromium, bin=tmp_path / "bin"))
    assert install_chromium(here) == str(tmp_path / "bin" / "chromium")
    assert asked.read_text().splitlines() == ["update", "install -y --no-install-recommends chromium"]


def test_a_chromium_that_does_not_start_is_refused_with_its_cause(here: Settings, tmp_path: Path) -> None:
    a_program(tmp_path / "bin" / "chromium", LACKS_A_LIBRARY)
    with pytest.raises(BrowserUnavailable, match=r"ended with 127 .*libnss3\.so.*playwright install-deps chromium"):
        install_chromium(here)
    a_program(tmp_path / "bin" / "chromium", STARTS)
    assert install_chromium(here) == str(tmp_path / "bin" / "chromium")


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no Chromium is looked for elsewhere")
def test_this_machines_chromium_starts(desk_settings: Settings, tmp_path: Path) -> None:
    chromium = find_chromium(desk_settings)
    assert chromium is not None, "run `make setup`, which installs one"
    require_start(chromium, desk_settings.with_environment(STOCKPRESS_HOME=str(tmp_path)))

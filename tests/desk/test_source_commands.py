"""The console's commands about sources."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stockpress.settings import Settings
from stockpress_desk.source_commands import login, new_source, save_page, sources, table_of
from stockpress_spiders.kept_page import kept_pages
from stockpress_spiders.sources import load_sources
from tests.spiders.small_site import SmallSite, running_small_site

OWN = """
from stockpress_spiders.source import NoArchive, Source

SOURCE = Source("own", "{home}", "en", NoArchive("it keeps none"), "/news/.+", (1, 5), ignores_robots="we agreed")
"""


@pytest.fixture
def site() -> Iterator[SmallSite]:
    """A small site."""
    with running_small_site() as running:
        yield running


def run(command: object, *arguments: str, **environment: str) -> Result:
    """Run a command in an environment of its own."""
    return CliRunner(env={"COLUMNS": "240", **environment}).invoke(command, arguments)  # type: ignore[arg-type]


def test_the_list_says_what_each_source_can_do(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN.format(home="http://own.example"))
    listed = run(sources, STOCKPRESS_SOURCES=str(tmp_path))
    assert listed.exit_code == 0, listed.output
    for name in ("ft", "cnbc", "guardian", "own"):
        assert f" {name} " in listed.output
    table = table_of(load_sources(tmp_path), Settings.from_environment({"STOCKPRESS_FT_USERNAME": "me"}))
    cells = {column.header: list(column.cells) for column in table.columns}
    own = cells["source"].index("own")
    assert cells["past years"][own] == "no: it keeps none"
    assert cells["robots.txt"][own] == "not obeyed: we agreed"
    assert cells["sign-in"][cells["source"].index("ft")] == "yes, not set up"


def test_a_new_source_is_written_and_a_second_one_of_the_name_is_not(site: SmallSite, tmp_path: Path) -> None:
    site.write("banks-rise-again")
    site.answers["/sitemap.xml"] = site.answers["/2024.xml"]
    site.answers[""] = site.answers["/"] = site.answers["/news/banks-rise-again"]
    done = run(new_source, "tiny", site.url, "--folder", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "tiny" in load_sources(tmp_path)
    again = run(new_source, "tiny", site.url, "--folder", str(tmp_path))
    assert again.exit_code == 1
    assert "there is a source tiny already" in again.output


def test_a_page_is_kept_with_what_is_read_of_it_and_a_change_of_the_reading_shows(
    site: SmallSite, tmp_path: Path
) -> None:
    own = tmp_path / "own_sources"
    own.mkdir()
    (own / "own.py").write_text(OWN.format(home=site.url))
    site.write("banks")
    pages = tmp_path / "pages"
    url = f"{site.url}/news/banks"
    done = run(save_page, "own", url, "--folder", str(pages), STOCKPRESS_SOURCES=str(own))
    assert done.exit_code == 0, done.output
    (page,) = kept_pages(pages)
    assert page.expected()["headline"] == "Story banks"
    assert page.expected() == {"asked": url, **page.found()}
    page.html.write_bytes(gzip.compress(gzip.decompress(page.html.read_bytes()).replace(b"Story", b"Tale")))
    assert page.found()["headline"] == "Tale banks"
    assert json.loads(page.record.read_text())["headline"] == "Story banks"


def test_what_cannot_be_is_one_line(site: SmallSite, tmp_path: Path) -> None:
    for command, arguments, words in (
        (save_page, ("nobody", site.url), "expected one of"),
        (save_page, ("guardian", f"{site.url}/absent"), "private network"),
        (new_source, ("x", "http://127.0.0.1:9", "--folder", str(tmp_path)), "found none that answers"),
        (login, ("nobody",), "expected one of"),
    ):
        failed = run(command, *arguments)
        assert failed.exit_code == 1
        assert words in failed.output
        assert failed.output.count("Error:") == 1

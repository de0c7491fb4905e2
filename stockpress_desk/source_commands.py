"""The console's commands about sources: what is installed, a new one, kept pages, a sign-in by hand.

What they do lives in stockpress_spiders; here is only how it is asked for and shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from stockpress.settings import InvalidSetting, Settings
from stockpress.store import StoreUnavailable, open_store
from stockpress_desk.desk import ROOT, open_desk, open_sample_press
from stockpress_spiders import sources as installed
from stockpress_spiders.archive_kinds import NoArchive
from stockpress_spiders.kept_page import keep, kept_pages
from stockpress_spiders.login import SignInFailed
from stockpress_spiders.login_by_hand import sign_in_by_hand
from stockpress_spiders.plain_fetch import Unfetched, fetch
from stockpress_spiders.re_extract import re_extract
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.site_survey import PAGE_BYTES, SurveyFailed, survey
from stockpress_spiders.source import InvalidSource, Source
from stockpress_spiders.source_file import render, require_name
from stockpress_spiders.sources import load_sources
from stockpress_spiders.vault import SessionSealed, cookie_header, unseal
from stockpress_spiders.warc import require_warc

EXPECTED = (InvalidSetting, InvalidSource, SignInFailed, SessionSealed, StoreUnavailable, SurveyFailed, Unfetched)
EXPECTED += (OSError,)  # a file or S3 that cannot be read or written; says which
PAGES = ROOT / "tests" / "pages"
console = Console()


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn the errors that a person can mend into one line on stderr."""
    try:
        yield
    except PageRefused as error:
        raise click.ClickException(f"expected a page of HTML, found none: {error}") from error
    except EXPECTED as error:
        raise click.ClickException(str(error)) from error


@click.command()
def sources() -> None:
    """List the sources that are installed, with what each can do."""
    with _plainly():
        settings = Settings.from_environment()
        console.print(table_of(load_sources(settings.sources), settings))


def table_of(known: dict[str, Source], settings: Settings) -> Table:
    """Return a table of sources."""
    names, homes = Column("source", no_wrap=True), Column("home", overflow="fold")
    table = Table(names, homes, "past years", "nightly", "sign-in", "articles a day", "robots.txt")
    for name, source in sorted(known.items()):
        low, high = source.per_day
        table.add_row(
            name,
            settings.home_of(name, source.home).partition("://")[2],
            f"no: {source.archive.reason}" if isinstance(source.archive, NoArchive) else f"yes, {source.archive}",
            "yes" if source.news_sitemap else "no",
            "no" if source.sign_in is None else "yes" if _has_credentials(settings, name) else "yes, not set up",
            f"{low:g} to {high:g}",
            "obeyed" if source.ignores_robots is None else f"not obeyed: {source.ignores_robots}",
        )
    return table


def _has_credentials(settings: Settings, name: str) -> bool:
    try:
        settings.credentials(name)
    except InvalidSetting:
        return False
    return True


@click.command("new-source")
@click.argument("name")
@click.argument("url")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write the file. Default: STOCKPRESS_SOURCES, else beside the installed sources.",
)
def new_source(name: str, url: str, folder: Path | None) -> None:
    """Look at the site of URL and write the file of a source NAME for it."""
    with _plainly():
        settings = Settings.from_environment()
        where = folder or settings.sources or Path(installed.__file__).parent
        file = require_name(name, where)
        console.print(f"Reading robots.txt, sitemaps, feeds and one page of {url} ...", highlight=False)
        found = survey(url, settings)
        where.mkdir(parents=True, exist_ok=True)
        file.write_text(render(name, found, datetime.now(UTC).date()))
        load_sources(where if where != Path(installed.__file__).parent else None)
    for note in found.notes:
        console.print(note, markup=False, highlight=False)
    console.print(f"past years: {found.archive}", markup=False, highlight=False)
    console.print(f"articles:   {found.article_url}", markup=False, highlight=False)
    year = datetime.now(UTC).year
    console.print(f"Wrote {file}; look at it, then run `stockpress crawl {name} {year}`.", highlight=False)


@click.command("save-page")
@click.argument("source")
@click.argument("url")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=PAGES, help="Default: tests/pages.")
def save_page(source: str, url: str, folder: Path) -> None:
    """Record the page at URL and what is read of it, so that a test of SOURCE notices when that changes.

    A paywalled page is asked for with the stored session of the source.
    """
    with _plainly():
        settings = Settings.from_environment()
        known = _source(settings, source)
        headers: dict[str, str] = {}
        if known.sign_in is not None:
            with open_desk(settings) as desk, open_store(desk) as store:
                session = store.session(source)
                if session is not None and session.alive():
                    cookies = unseal(session.sealed, desk.require_session_keys())
                    headers = {"Cookie": cookie_header(cookies, url)}
        home = settings.home_of(source, known.home)
        fetched = fetch(url, settings.user_agent, PAGE_BYTES, home, headers)
        page = keep(folder, source, fetched.url, fetched.text, datetime.now(UTC))
    table = Table("field", "as read", title=str(page.html))
    for field, value in page.expected().items():
        table.add_row(field, str(value)[:100].replace("\n", " "))
    console.print(table)
    console.print(f"Correct {page.record} where it is wrong; {len(kept_pages(folder))} pages are kept.")


@click.command()
@click.argument("source")
@click.option("--patience", default=600.0, show_default=True, help="Seconds to wait for a person.")
def login(source: str, patience: float) -> None:
    """Open a browser in which you sign in to SOURCE yourself, once; the session is kept, sealed.

    For a CAPTCHA, a second factor, or a form that the desk does not master. Needs a screen.
    """
    with _plainly(), ExitStack() as stack:
        settings = Settings.from_environment()
        known = _source(settings, source)
        desk = stack.enter_context(open_desk(settings))
        if source == "sample_press":
            desk = stack.enter_context(open_sample_press(desk))
        console.print(f"Sign in to {source} in the window; it closes by itself.", highlight=False)
        session = sign_in_by_hand(known, desk, patience)
        with open_store(desk) as store:
            store.save_session(session)
    console.print(f"{source}: signed in until {session.expires:%Y-%m-%d %H:%M} UTC.", highlight=False)


@click.command("re-extract")
@click.argument("source")
@click.argument("year", type=int)
def re_extract_command(source: str, year: int) -> None:
    """Read the kept pages of SOURCE and YEAR anew with the extractor of today, without asking the site.

    STOCKPRESS_WARC names the folder or the prefix in S3 at which crawls keep their pages.
    """
    with _plainly():
        settings = Settings.from_environment()
        known = _source(settings, source)
        require_warc(settings)
        with open_desk(settings) as desk, open_store(desk) as store:
            ends = re_extract(desk, known, year, store)
    told = ", ".join(f"{count} {name}" for name, count in sorted(ends.items())) or "no page is kept"
    console.print(f"{source} {year}: {told}", highlight=False)


def _source(settings: Settings, name: str) -> Source:
    known = load_sources(settings.sources)
    if name not in known:
        raise click.ClickException(f"source {name}: expected one of {', '.join(sorted(known))}")
    return known[name]


COMMANDS: tuple[click.Command, ...] = (sources, new_source, save_page, login, re_extract_command)

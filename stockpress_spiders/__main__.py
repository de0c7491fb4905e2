"""``python -m stockpress_spiders SOURCE YEAR``: crawls a source's articles of a year into the store.

Ends with 0 when the year was crawled, failed pages and unread parts of the archive counted; with 1 and one line on
standard error when it was not; with 2 when the command was not understood.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from dagster_pipes import PipesEnvVarParamsLoader, open_dagster_pipes

from stockpress.settings import InvalidSetting, Settings
from stockpress.store import StoreUnavailable
from stockpress_spiders.counts import Counts
from stockpress_spiders.crawl import crawl
from stockpress_spiders.login import SignInFailed
from stockpress_spiders.reporters import BarReporter, LineReporter, PipesReporter, Reporter
from stockpress_spiders.source import InvalidSource, Source
from stockpress_spiders.sources import load_sources
from stockpress_spiders.stops import CrawlStopped
from stockpress_spiders.vault import SessionSealed

EXPECTED = (CrawlStopped, SignInFailed, StoreUnavailable, InvalidSetting, SessionSealed)


def main() -> int:
    """Run the program; return its exit status."""
    try:
        settings = Settings.from_environment()
        sources = load_sources(settings.sources)
    except (InvalidSetting, InvalidSource) as error:
        print(error, file=sys.stderr)
        return 1
    given = _arguments(sources)
    with ExitStack() as stack:
        return _run(settings, sources[given.source], given.year, given.archive_again, _reporter(stack))


def _arguments(sources: dict[str, Source]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stockpress_spiders", description="Crawl one source and year.")
    parser.add_argument("source", choices=sorted(sources))
    parser.add_argument("year", type=int)
    parser.add_argument("--archive-again", action="store_true", help="read remembered day pages of the archive again")
    return parser.parse_args()


def _reporter(stack: ExitStack) -> Reporter:
    if PipesEnvVarParamsLoader().is_dagster_pipes_process():
        return PipesReporter(stack.enter_context(open_dagster_pipes()))
    return BarReporter() if sys.stdout.isatty() else LineReporter()


def _run(settings: Settings, source: Source, year: int, archive_again: bool, reporter: Reporter) -> int:
    counts = Counts()
    try:
        crawl(settings, source, year, reporter, counts, archive_again)
    except EXPECTED as error:
        reporter.end(source.name, year, counts, str(error))
        print(f"{source.name} {year}: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        reporter.end(source.name, year, counts, f"{type(error).__name__}: {error}")
        raise
    reporter.end(source.name, year, counts, None)
    return 0


if __name__ == "__main__":
    sys.exit(main())

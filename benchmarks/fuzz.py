"""Reads broken and hostile pages and sitemaps until one crashes a reader, takes too long or too much memory.

    python -m benchmarks.fuzz --inputs 100000 --seed 1

Half are pages, half sitemaps, feeds and lists of links. Each is read by a child process as the crawl would read it and
is packed as the store would; no input may take more than --seconds of CPU. Bounded in count, time and memory.
`--only NUMBER` makes one input of the seed again, prints where it breaks and writes it to a file.
"""

from __future__ import annotations

import faulthandler
import logging
import multiprocessing
import random
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urljoin

import bson
import click
from scrapy.responsetypes import responsetypes

from benchmarks.fuzz_inputs import HOME, page, press_pages, sitemap
from stockpress_spiders.addresses import clean_url, same_site
from stockpress_spiders.day_pages import links_of
from stockpress_spiders.feeds import read_feed
from stockpress_spiders.page_reader import read_response
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sitemaps import SitemapUnreadable, read_sitemap
from stockpress_spiders.sources import load_sources
from stockpress_spiders.times import read_time

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SOURCE = load_sources()["sample_press"]
# What one input may add to the address space of the reader; the libraries alone take some 700 MiB of it.
MEMORY = 2 * 1024**3


class TooSlow(BaseException):
    """An input took more CPU than it may; no library catches this one."""


def read_page_input(body: bytes, kind: str) -> str:
    """Read a page as the crawl does and pack its article as the store does; return what became of it."""
    headers = {b"Content-Type": kind.encode()}
    url = f"{HOME}/story/2024/03/14/a"
    cls = responsetypes.from_args(headers=headers, url=url, body=body)
    try:
        read = read_response(cls(url, status=200, headers=headers, body=body), SOURCE, HOME)
        article = read.reading.article("press", NOW)
    except PageRefused as refused:
        return refused.reason
    bson.encode({**asdict(article), "published": article.published})
    return "article"


def read_sitemap_input(body: bytes) -> str:
    """Read a sitemap, and the same bytes as a feed and as a list of links; return what became of it."""
    links = links_of(body, HOME)
    entries = list(read_feed(body) or ())
    outcome = "feed" if entries else "refused"
    try:
        found = read_sitemap(body)
        entries += found.entries
        outcome = "sitemap" if found.whole else "sitemap cut off"
    except SitemapUnreadable:
        pass
    for entry in entries:
        read_time(entry.published or "")
        bson.encode({"lastmod": entry.lastmod})
        try:
            url = clean_url(urljoin(HOME, entry.loc))
        except ValueError:
            continue
        bson.encode({"url": url, "ours": SOURCE.is_article(url) and same_site(url, HOME)})
    bson.encode({"links": links})
    return outcome


def task(number: int, seed: int, known: list[str]) -> Callable[[], str]:
    """Return the reading of input *number*."""
    dice = random.Random(f"{seed}:{number}")
    if number % 2:
        body = sitemap(dice)
        return lambda: read_sitemap_input(body)
    html, kind = page(dice, known)
    return lambda: read_page_input(html, kind)


def _known() -> list[str]:
    return press_pages(Press.from_stories("reader", "password").stories, 12)


def _read(numbers: range, seed: int, seconds: float, talk: Connection) -> None:
    """Read inputs in a child process; tell each one's number before and its outcome and CPU seconds after."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("error")  # as in the tests: a warning on standard error is a line in somebody's mailbox
    logging.disable()
    known = _known()
    task(0, seed, known)()  # what is loaded at first need counts for no input
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    signal.signal(signal.SIGVTALRM, _too_slow)
    for number in numbers:
        read = task(number, seed, known)
        talk.send((number, None, 0.0))
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            outcome = read()
        except TooSlow:
            outcome = f"CRASH {number}: more than {seconds} s of CPU\n{traceback.format_exc(limit=-3)}"
        except Exception:  # whatever it is, it is what is looked for
            outcome = f"CRASH {number}: {traceback.format_exc(limit=-4)}"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        talk.send((number, outcome, time.process_time() - started))
    talk.send((-1, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024), 0.0))


def _too_slow(*_: object) -> None:
    raise TooSlow


class Run:
    """What became of the inputs so far."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.crashes: list[str] = []
        self.slowest = (0.0, -1)
        self.cpu = 0.0
        self.peak = 0

    def note(self, number: int, outcome: str, seconds: float) -> None:
        """Note one."""
        self.cpu += seconds
        self.slowest = max(self.slowest, (seconds, number))
        crashed = outcome.startswith("CRASH")
        self.outcomes["CRASH" if crashed else f"{'sitemap' if number % 2 else 'page'}: {outcome}"] += 1
        if crashed:
            self.crashes.append(outcome)
            click.echo(outcome)


def run(inputs: int, seed: int, seconds: float) -> Run:
    """Read *inputs* inputs in child processes, a new one after each that died."""
    done, at = Run(), 0
    while at < inputs:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        todo = (range(at, inputs), seed, seconds, theirs)
        child = multiprocessing.get_context("spawn").Process(target=_read, args=todo)
        child.start()
        theirs.close()
        try:
            at = _listen(ours, done, at, seconds)
        finally:
            child.kill()
            child.join()
    return done


def _listen(talk: Connection, done: Run, at: int, seconds: float) -> int:
    """Note what a child tells until it ends; return the number to go on with."""
    while True:
        try:
            # A child that is silent for so long hangs where no signal reaches it: inside of a library's C.
            if not talk.poll(max(120.0, seconds * 20)):
                raise EOFError("it hung")
            number, outcome, spent = talk.recv()
        except EOFError as error:
            done.note(at, f"CRASH {at}: the process died or {error}", 0.0)
            return at + 1
        if number < 0:
            done.peak = max(done.peak, int(outcome))
            return at + 1
        at = number
        if outcome is not None:
            done.note(number, outcome, spent)
            if (number + 1) % 5000 == 0:
                click.echo(f"{number + 1} inputs, {done.cpu:.0f} CPU s, {len(done.crashes)} crashes")


@click.command()
@click.option("--inputs", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="CPU seconds that one input may take.")
@click.option("--only", type=int, help="Read this one input in this process and write it to fuzz-SEED-NUMBER.")
def main(inputs: int, seed: int, seconds: float, only: int | None) -> None:
    """Fuzz the readers; end with 1 where an input crashed, hung or went over its limits."""
    if only is not None:
        _again(only, seed, seconds)
        return
    done = run(inputs, seed, seconds)
    for outcome, count in done.outcomes.most_common():
        click.echo(f"{count:8} {outcome}")
    slow, number = done.slowest
    click.echo(
        f"seed {seed}: {done.outcomes.total()} inputs, {len(done.crashes)} crashed, {done.cpu:.0f} CPU s, the slowest"
        f" {slow:.2f} s (number {number}), peak memory {done.peak} MB"
    )
    sys.exit(1 if done.crashes else 0)


def _again(number: int, seed: int, seconds: float) -> None:
    faulthandler.enable()
    faulthandler.dump_traceback_later(seconds, exit=False)
    dice = random.Random(f"{seed}:{number}")
    body = sitemap(dice) if number % 2 else page(dice, _known())[0]
    Path(f"fuzz-{seed}-{number}").write_bytes(body)
    click.echo(f"{len(body)} bytes: {body[:200]!r} ...")
    started = time.process_time()
    click.echo(task(number, seed, _known())())
    click.echo(f"{time.process_time() - started:.2f} CPU s")


if __name__ == "__main__":
    main()

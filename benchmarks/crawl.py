"""How a year of a large site is crawled: speed, memory, the second crawl, a crawl killed ten times, and two peers.

    python -m benchmarks.crawl --pages 20000 --killed-pages 2000 --peers /path/to/python-with-fundus-and-news-please

The site, the store and the crawl run on this machine, the crawl as its real program; delays are off. CPU seconds and
memory are the crawl program's own. Prints Markdown; `--no-killed` and `--no-crawl` leave a part out.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil

from benchmarks.crawl_site import YEAR, BenchmarkSite, running_site
from stockpress.settings import Settings
from stockpress.store import open_store
from stockpress_desk.database import running_database
from stockpress_desk.java import find_java

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "crawl_peers.py"
SOURCE = """
from stockpress_spiders.source import SitemapIndex, Source

SOURCE = Source("bench", "{url}", "en", SitemapIndex("/sitemap.xml", r"/sitemaps/{{year}}-{{month}}\\.xml$"),
                r"/\\d{{4}}/\\d{{2}}/\\d{{2}}/story-\\d+", (0, 1000), delay=0.0, concurrency=8)
"""


@dataclass(slots=True)
class Crawl:
    """What one program cost: time, CPU time, MB resident at each tenth of the pages; and the last line it printed."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    memory: list[int] = field(default_factory=list)
    said: str = ""


def watched(command: list[str], environment: dict[str, str], site: BenchmarkSite, pages: int) -> Crawl:
    """Run a program to its end, its children with it, and say what it cost."""
    done, before = Crawl(), site.asked["page"]
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        program = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        process = psutil.Process(program.pid)
        while True:
            ended, status, usage = os.wait4(program.pid, os.WNOHANG)
            if ended:
                break
            now = _resident(process)
            done.peak = max(done.peak, now)
            if (site.asked["page"] - before) * 10 >= pages * (len(done.memory) + 1):
                done.memory.append(now)
            time.sleep(0.2)
        program.returncode = os.waitstatus_to_exitcode(status)
        done.seconds, done.cpu = time.monotonic() - started, usage.ru_utime + usage.ru_stime
        output.seek(0)
        done.said = output.read().strip().rpartition("\n")[2]
    if program.returncode != 0:
        raise click.ClickException(f"{' '.join(command)} ended with {program.returncode}: {done.said}")
    return done


def _resident(process: psutil.Process) -> int:
    """Return the MB of a process and all under it."""
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.Error:  # it has just ended
        pass
    return total // 2**20


@contextmanager
def desk(site: BenchmarkSite, folder: Path) -> Iterator[Settings]:
    """Serve the site and a store; yield the settings of a desk whose source bench is the site."""
    here = Settings.from_environment()
    (folder / "sources").mkdir()
    home = here.with_environment(
        STOCKPRESS_HOME=str(folder / "home"),
        STOCKPRESS_JARS=str(here.jars),
        STOCKPRESS_SOURCES=str(folder / "sources"),
        JAVA_HOME=str(find_java(here)),
    )
    with running_site(site) as url, running_database(home) as uri:
        (folder / "sources" / "bench.py").write_text(SOURCE.format(url=url))
        yield home.with_environment(STOCKPRESS_MONGODB_URI=uri, STOCKPRESS_BENCH_URL=url)


def command() -> list[str]:
    """Return the crawl program."""
    return [sys.executable, "-m", "stockpress_spiders", "bench", str(YEAR)]


def measure_crawl(pages: int, settings: Settings, site: BenchmarkSite) -> None:
    """Crawl the year, then once more, and print what both cost."""
    first = watched(command(), settings.child_environment(), site, pages)
    click.echo(f"first crawl: {first.said}")
    click.echo(
        f"{pages} pages: {first.seconds:.0f} s, {first.cpu:.0f} CPU s; {pages / first.seconds:.1f} pages/s,"
        f" {pages / first.cpu:.1f} pages/CPU-s; peak {first.peak} MB; at each tenth {first.memory} MB"
    )
    site.asked.clear()
    second = watched(command(), settings.child_environment(), site, pages)
    click.echo(f"second crawl: {second.said}; {second.cpu:.1f} CPU s, {second.peak} MB; asked for {dict(site.asked)}")


def measure_killed(pages: int, kills: int, seed: int) -> None:
    """Kill a crawl at random *kills* times and compare what is there at the end with one that was left alone."""
    found: list[dict[str, str]] = []
    for times in (0, kills):
        site = BenchmarkSite(pages)
        with tempfile.TemporaryDirectory() as folder, desk(site, Path(folder)) as settings:
            _crawl_killed(settings, site, times, random.Random(seed))
            asked = site.asked["page"]
            with open_store(settings) as store:
                hashes = store.content_hashes("bench", YEAR)
                found.append({url.rpartition("/")[2]: hash for url, hash in hashes.items()})
                known = len(store.pages("bench", YEAR))
        click.echo(f"killed {times} times: {len(hashes)} articles, {known} pages remembered, {asked} pages asked for")
    click.echo(f"the same articles: {found[0] == found[1] and len(found[0]) == pages}")


def _crawl_killed(settings: Settings, site: BenchmarkSite, times: int, dice: random.Random) -> None:
    """Crawl to the end; on the way SIGKILL the program each time that so many pages more were asked for."""
    for _ in range(times):
        more = dice.randint(0, site.pages // (times + 1) * 2)
        goal = min(site.asked["page"] + more, site.pages - 1)
        with subprocess.Popen(
            command(), env=settings.child_environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as program:
            while site.asked["page"] < goal and program.poll() is None:
                time.sleep(0.01)
            time.sleep(dice.random() * 0.2)
            program.kill()
    watched(command(), settings.child_environment(), site, site.pages)


def measure_peers(python: Path, pages: int) -> None:
    """Crawl the same pages with the peers, and with ours once more, each in a program of its own."""
    site = BenchmarkSite(pages)
    with tempfile.TemporaryDirectory() as folder, desk(site, Path(folder)) as settings:
        url = settings.home_of("bench", "")
        environment = {**settings.child_environment(), "HOME": folder}
        programs = {"stockpress": command()}
        programs |= {
            name: [str(python), str(PEERS), name, url, str(pages), folder] for name in ("fundus", "news-please")
        }
        for name, program in programs.items():
            site.asked.clear()
            try:
                cost = watched(program, environment, site, pages)
            except click.ClickException as error:
                click.echo(f"{name}: {error.message}")
                continue
            click.echo(
                f"{name}: {cost.said}; {cost.seconds:.0f} s, {cost.cpu:.0f} CPU s, {pages / cost.cpu:.1f} pages/CPU-s,"
                f" peak {cost.peak} MB; asked for {dict(site.asked)}"
            )


@click.command()
@click.option("--pages", default=20_000, show_default=True)
@click.option("--killed-pages", default=2_000, show_default=True)
@click.option("--peer-pages", default=2_000, show_default=True)
@click.option("--kills", default=10, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--crawl/--no-crawl", "crawled", default=True)
@click.option("--killed/--no-killed", default=True)
@click.option("--peers", type=click.Path(path_type=Path, dir_okay=False), help="A Python that has the peers.")
def main(
    pages: int,
    killed_pages: int,
    peer_pages: int,
    kills: int,
    seed: int,
    crawled: bool,
    killed: bool,
    peers: Path | None,
) -> None:
    """Measure and print."""
    if crawled:
        site = BenchmarkSite(pages)
        with tempfile.TemporaryDirectory() as folder, desk(site, Path(folder)) as settings:
            measure_crawl(pages, settings, site)
    if killed:
        measure_killed(killed_pages, kills, seed)
    if peers is not None:
        measure_peers(peers, peer_pages)


if __name__ == "__main__":
    main()

"""Looks at a site as a person would who writes its source: robots.txt, sitemaps, feeds, one page. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from protego import Protego

from stockpress.settings import Settings
from stockpress_spiders.address_shapes import article_pattern, dated_template, template_pattern
from stockpress_spiders.addresses import same_site
from stockpress_spiders.archive_kinds import Archive, NoArchive, SitemapIndex, Sitemaps
from stockpress_spiders.extract import Reading, parse_html, read_page
from stockpress_spiders.feeds import read_feed
from stockpress_spiders.plain_fetch import Unfetched, fetch
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.sitemaps import MAX_BYTES, Sitemap, SitemapEntry, SitemapUnreadable, read_sitemap
from stockpress_spiders.times import read_time

PAGE_BYTES = 10 * 1024 * 1024
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap/news.xml")
# An index of undated sitemaps is read whole for every year; with more of them than this that is too much to ask.
MOST_UNDATED = 20
# A list of pages without dates is believed to be the whole site where it has at least this much beside the news.
SAMPLE = 500


class SurveyFailed(Exception):
    """A site does not let itself be looked at; says where, what was found and what to do."""


@dataclass(slots=True)
class Survey:
    """What was found. ``notes`` are sentences for the person who goes on from here."""

    home: str
    archive: Archive
    article_url: str
    news: str | None = None
    language: str = "en"
    per_day: tuple[float, float] = (0.0, 100.0)
    delay: float = 1.0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Lists:
    """The sitemaps and feeds of a site, read."""

    sitemaps: dict[str, Sitemap] = field(default_factory=dict)
    feeds: dict[str, list[SitemapEntry]] = field(default_factory=dict)

    @property
    def news(self) -> tuple[str | None, Sequence[SitemapEntry]]:
        """The list of the newest stories: a news sitemap, else a feed."""
        for address, sitemap in self.sitemaps.items():
            if not sitemap.is_index and any(entry.published for entry in sitemap.entries):
                return address, sitemap.entries
        return next(iter(self.feeds.items()), (None, ()))


def survey(url: str, settings: Settings) -> Survey:
    """Look at the site of *url*; raise SurveyFailed where it does not answer or nothing on it looks like an article."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    home = f"{parts.scheme}://{parts.netloc}"
    front = _text(home, home, settings)
    if front is None:
        raise SurveyFailed(f"{home}: expected a site, found none that answers; try the address in a browser")
    robots = Protego.parse(_text(urljoin(home, "/robots.txt"), home, settings) or "")
    lists = _Lists()
    _read_sitemaps(lists, list(robots.sitemaps) or [urljoin(home, path) for path in USUAL_SITEMAPS], home, settings)
    _read_feeds(lists, front, home, settings)
    archive, listed = _archive(lists, list(robots.sitemaps), home, settings)
    news_at, news = lists.news
    samples = [urljoin(home, entry.loc) for entry in [*news, *listed][:SAMPLE]]
    pattern = article_pattern(sample for sample in samples if same_site(sample, home))
    if pattern is None:
        raise SurveyFailed(
            f"{home}: expected sitemaps or feeds that list articles, found none; write the file by hand as"
            " docs/adding_a_source.md says"
        )
    found = Survey(home, archive, pattern, news_at and _path(news_at, home), delay=float(robots.crawl_delay("*") or 1))
    found.per_day = _per_day(news)
    _look_at_a_page(found, samples, robots, settings)
    return found


def _read_sitemaps(lists: _Lists, addresses: list[str], home: str, settings: Settings) -> None:
    for address in addresses[:50]:
        if (sitemap := _sitemap(address, home, settings)) is not None:
            lists.sitemaps[address] = sitemap
    for address, index in list(lists.sitemaps.items()):
        for entry in index.entries if index.is_index else ():
            child = urljoin(address, entry.loc)
            if "news" in child.lower() and child not in lists.sitemaps and len(lists.sitemaps) < 60:
                _read_sitemaps(lists, [child], home, settings)


def _read_feeds(lists: _Lists, front: str, home: str, settings: Settings) -> None:
    tree = parse_html(front)
    links = tree.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href")
    for link in links[:3]:
        address = urljoin(home, link)
        text = _bytes(address, home, settings)
        if text is not None and (feed := read_feed(text)):
            lists.feeds[address] = feed


def _archive(lists: _Lists, named: list[str], home: str, settings: Settings) -> tuple[Archive, Sequence[SitemapEntry]]:
    """Return how a year's pages are found, and some of them."""
    for address, index in lists.sitemaps.items():
        children = [urljoin(address, entry.loc) for entry in index.entries] if index.is_index else []
        if template := _common([_path(child, home) for child in children]):
            pattern = template_pattern(template)
            archive = SitemapIndex(_path(address, home), pattern)
            return archive, _entries(_newest(children), home, settings)
    if template := _common([_path(address, home) for address in named]):
        return Sitemaps((template,)), _entries(_newest(named), home, settings)
    news_at, _ = lists.news
    for address, sitemap in lists.sitemaps.items():
        if address == news_at:
            continue
        if not sitemap.is_index:
            return Sitemaps((_path(address, home),)), sitemap.entries
        if len(sitemap.entries) <= MOST_UNDATED:
            child = urljoin(address, sitemap.entries[-1].loc) if sitemap.entries else address
            return SitemapIndex(_path(address, home), r"\.xml"), _entries(child, home, settings)
    return NoArchive("its sitemaps do not say which year they are of"), ()


def _common(addresses: list[str]) -> str | None:
    """Return the dated form that most of *addresses* have; None where fewer than two have one."""
    templates = Counter(template for address in addresses if (template := dated_template(address)) is not None)
    for template in list(templates):  # 2024-10 looks padded also where 2024-9 is not
        if (bare := template.replace("{month:02}", "{month}")) != template and bare in templates:
            templates[bare] += templates.pop(template)
    return next((template for template, count in templates.most_common(1) if count > 1), None)


def _newest(addresses: list[str]) -> str:
    """Return the last by name of the addresses that carry a date."""
    return max(address for address in addresses if dated_template(address) is not None)


def _per_day(news: Sequence[SitemapEntry]) -> tuple[float, float]:
    """Return a wide range around the usual number of stories a day, as the news list shows it."""
    times = [when for entry in news if (when := read_time(entry.published or "")) is not None]
    if len(times) < 2:
        return (0.0, 100.0)
    days = max((max(times) - min(times)).total_seconds() / 86400, 1 / 24)
    usual = len(times) / days
    return (round(usual / 5, 2), round(usual * 5 + 1, 2))


def _look_at_a_page(found: Survey, samples: list[str], robots: Protego, settings: Settings) -> None:
    address = samples[0]
    if not robots.can_fetch(address, settings.user_agent):
        found.notes.append(f"robots.txt forbids {urlsplit(address).path} to this desk; agree with the publisher first.")
        return
    html = _text(address, found.home, settings)
    if html is None:
        found.notes.append(f"The page {address} did not answer to a program; it may want a browser.")
        return
    try:
        reading = read_page(parse_html(html), address)
    except PageRefused:
        found.notes.append(f"The page {address} is no HTML.")
        return
    found.language = (reading.language or found.language).split("-")[0].lower()
    found.notes.append(_said(reading))


def _said(reading: Reading) -> str:
    fields = {name: way for name, way in reading.found_by.items()}
    lacking = [name for name in ("headline", "published", "body") if getattr(reading, name) is None]
    text = f"Of {reading.url} was read: {', '.join(f'{name} ({way})' for name, way in sorted(fields.items()))}."
    if lacking:
        text += f" It lacks {' and '.join(lacking)}."
    if reading.paywalled:
        text += " It says that it is for subscribers: add a sign_in."
    return text


def _entries(address: str, home: str, settings: Settings) -> Sequence[SitemapEntry]:
    sitemap = _sitemap(address, home, settings)
    return sitemap.entries if sitemap is not None and not sitemap.is_index else ()


def _sitemap(address: str, home: str, settings: Settings) -> Sitemap | None:
    body = _bytes(address, home, settings, MAX_BYTES)
    try:
        return None if body is None else read_sitemap(body)
    except SitemapUnreadable:
        return None


def _text(address: str, home: str, settings: Settings) -> str | None:
    try:
        return fetch(address, settings.user_agent, PAGE_BYTES, home).text
    except Unfetched:
        return None


def _bytes(address: str, home: str, settings: Settings, most: int = PAGE_BYTES) -> bytes | None:
    try:
        return fetch(address, settings.user_agent, most, home).body
    except Unfetched:
        return None


def _path(address: str, home: str) -> str:
    """Return *address* without the site that it is on; whole where it is on another."""
    return address.removeprefix(home) if address.startswith(f"{home}/") else address

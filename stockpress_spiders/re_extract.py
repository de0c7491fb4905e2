"""Reads the kept pages of a partition anew with the extractor of today, into the store. Asks no site for anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from stockpress.article import Article
from stockpress.page import ARTICLE, Page
from stockpress.settings import Settings
from stockpress.store import Store
from stockpress_spiders import reasons
from stockpress_spiders.access import Access
from stockpress_spiders.page_reader import read_response
from stockpress_spiders.reasons import PageRefused
from stockpress_spiders.source import Source
from stockpress_spiders.warc import KeptResponse, kept_responses, require_warc


def re_extract(settings: Settings, source: Source, year: int, store: Store) -> Counter[str]:
    """Read each kept page of *year* anew, of one that was fetched several times the newest; return what became of them.

    The names are those of a crawl: new, changed, unchanged, duplicates, or the reason why a page gave no article. An
    article that is withdrawn stays so, and an article read better leaves no earlier version: its publisher did not
    change it. Raises InvalidSetting where it is not said where pages are kept, OSError where S3 refuses.
    """
    where = require_warc(settings)
    newest = {kept.asked: kept.fetched for kept in kept_responses(where, source.name, year)}
    pages = store.pages(source.name, year)
    ends: Counter[str] = Counter()
    read_from: dict[str, str] = {}
    for kept in kept_responses(where, source.name, year):
        if newest.get(kept.asked) != kept.fetched:
            continue
        del newest[kept.asked]  # a page kept twice within a second counts once
        try:
            article = _article(settings, source, year, kept)
        except PageRefused as refused:
            ends[refused.reason] += 1
            continue
        elsewhere = article.url != kept.asked and article.url in newest
        if elsewhere or read_from.setdefault(article.url, kept.asked) != kept.asked:
            ends["duplicates"] += 1
            continue
        ends[_save(store, pages.get(kept.asked), article)] += 1
    return ends


def _article(settings: Settings, source: Source, year: int, kept: KeptResponse) -> Article:
    read = read_response(kept.response, source, settings.home_of(source.name, source.home))
    if read.access is not Access.WHOLE:
        raise PageRefused(reasons.PAYWALLED)
    article = read.reading.article(source.name, kept.fetched)
    if article.year != year:
        raise PageRefused(reasons.IN_ANOTHER_YEAR)
    return article


def _save(store: Store, page: Page | None, article: Article) -> str:
    earlier = store.article(article.url)
    if earlier is not None:
        article = replace(article, withdrawn=earlier.withdrawn, fetched=earlier.fetched)
    change = store.save_article(article, keep_version=False)
    if change == "new" and page is not None and page.outcome not in (ARTICLE, reasons.DUPLICATE):
        store.save_page(replace(page, outcome=ARTICLE, article_url=article.url))
    return change

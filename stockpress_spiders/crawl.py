"""Runs one crawl to its end in this process. A process can run one: Twisted's reactor starts once."""

from __future__ import annotations

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from stockpress.settings import Settings
from stockpress.store import open_store
from stockpress_spiders.counts import Counts
from stockpress_spiders.crawl_state import CrawlState
from stockpress_spiders.reporters import Reporter, listen
from stockpress_spiders.same_story import link_same_stories
from stockpress_spiders.source import Source
from stockpress_spiders.spider import ArticlesSpider
from stockpress_spiders.stops import CrawlStopped

FINISHED = "finished"


def crawl(
    settings: Settings, source: Source, year: int, reporter: Reporter, counts: Counts, archive_again: bool = False
) -> None:
    """Crawl *source*'s articles of *year* into the store; *counts* says how far it came, however it ends.

    Day pages of an archive that were read when their day was over are read again only where *archive_again* says so.
    Raises CrawlStopped (ArchiveUnreadable, SessionLost), SignInFailed, StoreUnavailable, InvalidSetting.
    """
    with open_store(settings) as store:
        state = CrawlState(settings, source, year, store, reporter, counts, archive_again)
        process = AsyncCrawlerProcess(_scrapy_settings())
        listen(reporter)  # after Scrapy has set its own loggers
        crawler = process.create_crawler(ArticlesSpider)
        crawling = process.crawl(crawler, state=state)
        process.start()
        if state.error is not None:
            raise state.error
        if crawling.done() and not crawling.cancelled() and (broken := crawling.exception()) is not None:
            raise broken
        if crawler.stats.get_value("finish_reason") != FINISHED:
            raise CrawlStopped("the crawl was stopped; what it saved is kept, run the same command to go on")
        if counts.new or counts.changed:
            link_same_stories(store, source.name, year)


def _scrapy_settings() -> ScrapySettings:
    settings = ScrapySettings()
    settings.setmodule("stockpress_spiders.scrapy_settings")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False)
    return settings

"""Scrapy's settings for every crawl; what depends on the source is set by the spider. Also read by `scrapy crawl`."""

BOT_NAME = "stockpress"
SPIDER_MODULES = ["stockpress_spiders.spider"]

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
REACTOR_THREADPOOL_MAXSIZE = 4

# Politeness
ROBOTSTXT_OBEY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 3
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # counted by reason instead
DOWNLOADER_MIDDLEWARES = {
    "stockpress_spiders.public_hosts.PublicHostsMiddleware": 80,
    "stockpress_spiders.redirects.StayOnSiteMiddleware": 90,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "stockpress_spiders.politeness.PoliteRetryMiddleware": 550,
}

# Limits
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DNS_TIMEOUT = 20

# Every answer reaches the spider, which counts it. Cookies are the session's and sent as a header: Scrapy's own jar
# would ask publicsuffix.org before it keeps one.
HTTPERROR_ALLOW_ALL = True
COOKIES_ENABLED = False
HTTPCACHE_ENABLED = False
ITEM_PIPELINES = {"stockpress_spiders.pipelines.SavePipeline": 100}
EXTENSIONS = {"stockpress_spiders.reporting.ProgressReport": 100}

# No doors into the program, no chatter
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_ENABLED = False
LOG_LEVEL = "WARNING"
STATS_DUMP = False

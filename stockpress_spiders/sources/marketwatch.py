"""MarketWatch.

Never checked live: everything but the address of the news sitemap, which is in a public repository; the form of an
article's address is from memory of its links. A survey met status 401 for programs.
"""

from stockpress_spiders.source import NoArchive, Source

SOURCE = Source(
    name="marketwatch",
    home="https://www.marketwatch.com",
    language="en",
    archive=NoArchive("no sitemap or page of it is known that lists a year's stories"),
    article_url=r"/(?:story|articles)/[a-z0-9-]+|/livecoverage/[a-z0-9-]+",
    per_day=(40, 300),
    news_sitemap="/mw_news_sitemap.xml",
    delay=3.0,
)

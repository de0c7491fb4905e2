"""Reuters.

Never checked live: the news sitemap, the number of articles a day. Seen on saved pages of 2023 and 2024: the form of an
article's address, isAccessibleForFree false and no body in the structured data. A survey found robots.txt closed to all
programs without a contract (all but /plus/) and status 401 for those that asked; with a contract, say so in a line
``ignores_robots="..."`` of a file of your own.
"""

from stockpress_spiders.source import NoArchive, Source

SOURCE = Source(
    name="reuters",
    home="https://www.reuters.com",
    language="en",
    archive=NoArchive("its sitemaps list its newest stories alone; those by day ended in October 2023"),
    article_url=r"/(?:[a-z0-9-]+/)+[a-z0-9-]+-\d{4}-\d{2}-\d{2}/?",
    per_day=(200, 2000),
    news_sitemap="/arc/outboundfeeds/news-sitemap-index/?outputType=xml",
    delay=3.0,
)

"""The BBC.

Never checked live: whether the news sitemap is a list or an index (both are read), the number of articles a day. Taken
from public repositories: the sitemaps' addresses. Seen on saved pages of 2024 and 2026: the two forms of an article's
address. The text of robots.txt forbids scraping and use by a business: agree with the BBC before you crawl it.
"""

from stockpress_spiders.source import NoArchive, Source

SOURCE = Source(
    name="bbc",
    home="https://www.bbc.com",
    language="en",
    archive=NoArchive("its archive is 123 sitemaps of 50,000 pages each in no order of time"),
    article_url=r"/(?:news|sport)/(?:[a-z_/-]+/)?articles/[a-z0-9]+|/news/(?:[a-z-]+/)?[a-z-]*\d{8}",
    per_day=(50, 600),
    news_sitemap="/sitemaps/https-index-com-news.xml",
)

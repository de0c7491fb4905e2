"""Axios, without its local editions.

Never checked live: the number of articles a day. Taken from public repositories: the sitemaps by month (those of the
local editions lie in folders of their own), the news sitemap, the form of an article's address. Axios Pro is paid.
"""

from stockpress_spiders.source import Sitemaps, Source

SOURCE = Source(
    name="axios",
    home="https://www.axios.com",
    language="en",
    archive=Sitemaps(("/sitemaps/{mon}-{year}.xml",)),
    article_url=r"/(?:pro/[a-z-]+/)?\d{4}/\d{2}/\d{2}/[a-z0-9-]+",
    per_day=(20, 200),
    news_sitemap="/sitemaps/news.xml",
)

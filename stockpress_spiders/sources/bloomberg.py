"""Bloomberg.

Never checked live: the form of an article's address, the number of articles a day. Taken from two surveys: the sitemaps
by month since 1991 and the news sitemap, which anybody may read; the pages themselves are behind a hard paywall and
answer 403 to programs. No sign-in is known to get a program through, so that most pages end as ``http_403``.
"""

from stockpress_spiders.source import SitemapIndex, Source

SOURCE = Source(
    name="bloomberg",
    home="https://www.bloomberg.com",
    language="en",
    archive=SitemapIndex("/sitemaps/news/index.xml", children=r"/sitemaps/news/{year}-{month}\.xml$"),
    article_url=r"/(?:news|opinion)/(?:articles|features|newsletters)/\d{4}-\d{2}-\d{2}/[a-z0-9-]+",
    per_day=(200, 1500),
    news_sitemap="/sitemaps/news/latest.xml",
    delay=3.0,
)

"""CNBC.

Never checked live: the number of articles a day. Taken from public repositories: the pages by day, of which several
crawlers make use, and the news sitemap. Seen on a saved page of 2023: the form of an article's address, NewsArticle
without a body. Stories of CNBC Pro end as ``paywalled``. robots.txt (stored) closes /preview/ and little else.
"""

from stockpress_spiders.source import DayPages, Source

SOURCE = Source(
    name="cnbc",
    home="https://www.cnbc.com",
    language="en",
    archive=DayPages("/site-map/articles/{year}/{month_name}/{day}/"),
    article_url=r"/\d{4}/\d{2}/\d{2}/[a-z0-9-]+\.html",
    per_day=(40, 300),
    news_sitemap="/sitemap_news.xml",
)

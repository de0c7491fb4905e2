"""The Financial Post.

Never checked live: the pages by day, which one public crawler reads with a browser (``/sitemap/2024-3-5/``), the number
of articles a day. Taken from a public repository: the news sitemap. Seen on a saved page of 2026: the form of an
article's address, isAccessibleForFree false without a body: paid stories end as ``paywalled``.
"""

from stockpress_spiders.source import DayPages, Source

SOURCE = Source(
    name="financialpost",
    home="https://financialpost.com",
    language="en",
    archive=DayPages("/sitemap/{year}-{month}-{day}/"),
    article_url=r"/(?:[a-z0-9-]+/)+[a-z0-9]+(?:-[a-z0-9]+){2,}/?",
    per_day=(20, 300),
    news_sitemap="/sitemap-news.xml",
)

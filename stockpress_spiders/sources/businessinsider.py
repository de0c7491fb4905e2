"""Business Insider.

Never checked live: the number of articles a day. Taken from public repositories: the sitemaps by month (the same lists
stand as HTML under /sitemap/html/), the news sitemap. Seen on saved pages of 2024 and 2025: the form of an article's
address; isAccessibleForFree false although one of the two has its whole body in the structured data: the word of the
page is followed, and such pages end as ``paywalled``.
"""

from stockpress_spiders.source import Sitemaps, Source

SOURCE = Source(
    name="businessinsider",
    home="https://www.businessinsider.com",
    language="en",
    archive=Sitemaps(("/sitemap/{year}-{month:02}.xml",)),
    article_url=r"/(?:[a-z0-9-]+/)*[a-z0-9-]+-\d{4}-\d{1,2}",
    per_day=(50, 400),
    news_sitemap="/sitemap/google-news.xml",
)

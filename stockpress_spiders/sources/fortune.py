"""Fortune.

Never checked live: whether the month and day of the pages by day have a leading zero (one crawler writes them with, one
without), the form of an article's address, the number of articles a day. Taken from public repositories: the pages by
day and the news sitemap. robots.txt (stored) closes WordPress's own paths alone. The paywall is metered.
"""

from stockpress_spiders.source import DayPages, Source

SOURCE = Source(
    name="fortune",
    home="https://fortune.com",
    language="en",
    archive=DayPages("/sitemap/{year}/{month:02}/{day:02}"),
    article_url=r"/(?:[a-z0-9-]+/)*\d{4}/\d{2}/\d{2}/[a-z0-9-]+/?",
    per_day=(15, 200),
    news_sitemap="/feed/googlenews/articles.xml",
)

"""The saved real pages of some 300 publishers as one source, served by tests/real_pages/saved_press.py."""

from stockpress_spiders.source import Sitemaps, Source

SOURCE = Source(
    name="saved_pages",
    home="http://127.0.0.1:1",
    language="en",
    archive=Sitemaps(("/sitemaps/{year}.xml",)),
    news_sitemap=None,
    article_url=r"/pages/.+",
    per_day=(0, 50),
    delay=0.0,
    concurrency=8,
)

"""The Associated Press.

Never checked live: the number of articles a day, whether the index goes back as far as the articles do. Taken from
public repositories: the index of sitemaps by month and the news sitemap. Seen on saved pages of 2023 and 2024: the form
of an article's address. A survey met a challenge (403) for programs everywhere but at robots.txt.
"""

from stockpress_spiders.source import SitemapIndex, Source

SOURCE = Source(
    name="apnews",
    home="https://apnews.com",
    language="en",
    archive=SitemapIndex("/ap-sitemap.xml", children=r"/ap-sitemap-{year}{month}\.xml$"),
    article_url=r"/article/[a-z0-9-]+",
    per_day=(100, 1200),
    news_sitemap="/news-sitemap-content.xml",
    delay=2.0,
)

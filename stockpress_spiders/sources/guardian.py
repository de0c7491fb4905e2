"""The Guardian.

Never checked live: the number of articles a day. Taken from public repositories: the news sitemap of two days. Seen on
a saved page of 2024: the form of an article's address, isAccessibleForFree true. Its terms allow reading by programs
for non-commercial use alone.
"""

from stockpress_spiders.source import NoArchive, Source

SOURCE = Source(
    name="guardian",
    home="https://www.theguardian.com",
    language="en",
    archive=NoArchive("past years are given out by its Open Platform alone, which wants a key"),
    article_url=r"/(?!(?:.*/)?(?:live|video|gallery|audio|picture|ng-interactive)/)[a-z0-9/-]+/\d{4}/[a-z]{3}/\d{2}/[\w-]+",
    per_day=(100, 700),
    news_sitemap="/sitemaps/news.xml",
)

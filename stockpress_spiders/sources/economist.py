"""The Economist.

Never checked live: the form's selectors, ``signed_in``, ``refused``, ``captcha``, the number of articles a day. Taken
from public repositories: the sitemaps by quarter, the news sitemap, that the form has its fields in open shadow roots
and a consent wall before it. A wall against browsers without a person is reported: `stockpress login economist`.
"""

from stockpress_spiders.source import SignIn, SitemapIndex, Source, Step

SOURCE = Source(
    name="economist",
    home="https://www.economist.com",
    language="en",
    archive=SitemapIndex("/sitemap.xml", children=r"/sitemap-{year}-Q[1-4]\.xml$"),
    article_url=r"/[a-z-]+/\d{4}/\d{2}/\d{2}/[a-z0-9-]+",
    per_day=(5, 60),
    news_sitemap="/googlenews.xml",
    sign_in=SignIn(
        page="/api/auth/login",
        steps=(
            Step(
                fields=(("input[type=email], input[name=username]", "username"), ("input[type=password]", "password")),
                submit="button[type=submit]",
            ),
        ),
        signed_in="a[href*='/api/auth/logout']",
        refused="[role=alert]",
        captcha="iframe[src*=captcha]",
        consent="#onetrust-accept-btn-handler",
    ),
    delay=2.0,
)

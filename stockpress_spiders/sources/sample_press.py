"""The Sample Press, the embedded publisher of invented stories that stockpress_spiders.sample_press serves."""

from stockpress_spiders.source import SignIn, SitemapIndex, Source, Step

SOURCE = Source(
    name="sample_press",
    home="http://127.0.0.1:8643",
    language="en",
    archive=SitemapIndex("/sitemap.xml", children=r"/sitemaps/{year}-{month}\.xml$"),
    article_url=r"/(story|markets)/\d{4}/\d{2}/\d{2}/[a-z0-9-]+",
    per_day=(0.05, 0.5),
    news_sitemap="/sitemaps/news.xml",
    sign_in=SignIn(
        page="/sign-in",
        steps=(
            Step(
                fields=(("input[name=username]", "username"), ("input[name=password]", "password")),
                submit="button[type=submit]",
            ),
        ),
        signed_in="#account",
        refused=".sign-in-error",
        captcha="#captcha",
        teaser=".paywall",
        cookies=("press_session",),
    ),
    delay=0.0,
    concurrency=4,
)

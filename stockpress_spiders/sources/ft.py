"""The Financial Times.

Never checked live: the form's selectors and the consent wall's, the two cookie names, ``signed_in`` and ``teaser``, and
the number of articles a day. Taken from public repositories: the archive's addresses (monthly since 1995, the month
without a leading zero), the news sitemap, the form of an article's address. robots.txt asks for one second between
requests.
"""

from stockpress_spiders.source import SignIn, SitemapIndex, Source, Step

SOURCE = Source(
    name="ft",
    home="https://www.ft.com",
    language="en",
    archive=SitemapIndex("/sitemaps/index.xml", children=r"/sitemaps/archive-{year}-{month}\.xml$"),
    article_url=r"/content/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    per_day=(60, 300),
    news_sitemap="/sitemaps/news.xml",
    sign_in=SignIn(
        page="https://accounts.ft.com/login",
        steps=(
            Step(fields=(("#enter-email", "username"),), submit="#enter-email-next"),
            Step(fields=(("#enter-password", "password"),), submit="#sign-in-button"),
        ),
        signed_in="a[href*='/logout']",
        refused=".o-forms-input__error, [data-o-component=o-message] .o-message__content--error",
        captcha="iframe[src*=captcha]",
        teaser="#barrier-page",
        cookies=("FTSession", "FTSession_s"),
        consent="button[title='Accept Cookies']",
    ),
    delay=1.0,
)

"""The Wall Street Journal.

Never checked live: the form's selectors, ``signed_in``, ``refused``, ``captcha``, the number of articles a day, whether
the sitemaps say when a page changed. Taken from public repositories: the sitemaps by month since 1996, the news
sitemap, the two screens of the form. Seen on a saved page of 2019: isAccessibleForFree false and no body without a
session. The site is known to show CAPTCHAs to browsers without a person: `stockpress login wsj`.
"""

from stockpress_spiders.source import SignIn, Sitemaps, Source, Step

SOURCE = Source(
    name="wsj",
    home="https://www.wsj.com",
    language="en",
    archive=Sitemaps(("/sitemaps/web/wsj/en/sitemap_wsj_en_m{month}_{year}.xml",)),
    article_url=r"/articles/[\w-]+|/(?:[a-z-]+/)+[a-z0-9-]+-[0-9a-f]{8}",
    per_day=(60, 400),
    news_sitemap="/wsjsitemaps/wsj_google_news.xml",
    sign_in=SignIn(
        page="https://accounts.wsj.com/login",
        steps=(
            Step(fields=(("input#username", "username"),), submit="[data-token=continuewithpassword]"),
            Step(fields=(("#password-login-password", "password"),), submit="#password-login button[type=submit]"),
        ),
        signed_in="a[href*='accounts.wsj.com/logout']",
        refused=".username-error-container, .password-error-container, [role=alert]",
        captcha="iframe[src*=captcha]",
        teaser="#cx-snippet",
    ),
    delay=2.0,
)

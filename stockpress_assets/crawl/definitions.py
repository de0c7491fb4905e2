"""The code location ``crawl``, as workspace.yaml loads it."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from stockpress.settings import Settings
from stockpress_assets.crawl.articles import build_articles
from stockpress_assets.crawl.nightly import build_nightly_sensor
from stockpress_assets.crawl.session_cookies import build_session_cookies
from stockpress_assets.deployment import Deployment
from stockpress_spiders.source import Source
from stockpress_spiders.sources import subscribed_sources


def build_definitions(sources: Mapping[str, Source], deployment: Deployment) -> dg.Definitions:
    """Return the location's assets and sensors over *sources*, run in *deployment*."""
    return dg.Definitions(
        assets=[build_session_cookies(sources), build_articles(sources)],
        sensors=[build_nightly_sensor(source) for source in sources.values() if source.news_sitemap],
        resources={"deployment": deployment},
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Return the location over the sources that the desk subscribes to."""
    return build_definitions(subscribed_sources(Settings.from_environment()), Deployment())

"""The night's run: one sensor a source asks the source's news sitemap whether there is anything to crawl."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import dagster as dg

from stockpress.settings import Settings
from stockpress.store import open_store
from stockpress_assets.partitions import FIRST_YEAR, cell
from stockpress_spiders.news import NewsItem, NewsUnavailable, latest_news
from stockpress_spiders.source import Source

EVERY_SECONDS = 300


def night_of(now: datetime, night_hour: int) -> str:
    """Return the date of the night that *now* belongs to: a night begins at *night_hour* UTC and lasts a day."""
    return (now.astimezone(UTC) - timedelta(hours=night_hour)).date().isoformat()


def build_nightly_sensor(source: Source) -> dg.SensorDefinition:
    """Return the nightly sensor of *source*, which runs unless it is switched off."""

    @dg.sensor(
        name=f"nightly_{source.name}",
        asset_selection=[dg.AssetKey("articles")],
        minimum_interval_seconds=EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Each night asks {source.home}{source.news_sitemap} for news and crawls the year they belong to.",
    )
    def nightly(context: dg.SensorEvaluationContext):
        return tick(source, Settings.from_environment(), context.cursor, datetime.now(UTC))

    return nightly


def tick(source: Source, settings: Settings, cursor: str | None, now: datetime) -> dg.SensorResult | dg.SkipReason:
    """Say what the night of *now* should crawl; *cursor* is the last night that was asked for."""
    night = night_of(now, settings.night_hour)
    if cursor == night:
        return dg.SkipReason(f"{source.name}: the night of {night} has been crawled or is being crawled")
    try:
        items = latest_news(source, settings)
    except NewsUnavailable as error:
        return dg.SkipReason(f"{source.name}: {error}; asked again in {EVERY_SECONDS // 60} minutes")
    with open_store(settings) as store:
        unknown = store.unknown_pages([item.url for item in items])
    fresh = [item for item in items if item.url in unknown]
    if not fresh:
        return dg.SkipReason(f"{source.name}: none of the {len(items)} stories in the news sitemap is new")
    return dg.SensorResult(run_requests=[_request(source, night, year) for year in _years(fresh, now)], cursor=night)


def _years(items: Iterable[NewsItem], now: datetime) -> list[int]:
    years = {(item.published or now).astimezone(UTC).year for item in items}
    return sorted(year for year in years if FIRST_YEAR <= year <= now.year)


def _request(source: Source, night: str, year: int) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"{source.name}:{night}:{year}",
        partition_key=cell(source.name, year),
        asset_selection=[dg.AssetKey("articles")],
        tags={"stockpress/night": night},
    )

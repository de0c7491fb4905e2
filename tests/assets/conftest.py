"""The graph in this process: the locations' own build_definitions over a real store and a real sample press."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from stockpress.settings import Settings
from stockpress_assets.crawl.definitions import build_definitions as build_crawl
from stockpress_assets.deployment import Deployment
from stockpress_assets.materialisation import latest
from stockpress_assets.nlp.definitions import build_definitions as build_nlp
from stockpress_assets.nlp.spark import DeskSpark
from stockpress_assets.partitions import cell
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.sources import load_sources

PASSWORD = "correct horse battery staple"


@pytest.fixture
def press() -> Press:
    """A publisher with one subscriber."""
    return Press.from_stories(username="reader@press.example", password=PASSWORD)


@pytest.fixture
def user(settings: Settings, press: Press) -> Iterator[Settings]:
    """Settings of a subscriber of the press."""
    with running_press(press) as url:
        yield settings.with_environment(
            STOCKPRESS_SAMPLE_PRESS_URL=url,
            STOCKPRESS_SAMPLE_PRESS_USERNAME="reader@press.example",
            STOCKPRESS_SAMPLE_PRESS_PASSWORD=PASSWORD,
        )


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance that lives as long as the test."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def graph(user: Settings, instance: dg.DagsterInstance) -> Graph:
    """The graph of both locations, run in this process."""
    return Graph(user, instance)


class Graph:
    """Both code locations over one instance."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        overrides = {
            name: value for name, value in settings.child_environment().items() if name.startswith("STOCKPRESS_")
        }
        deployment = Deployment(overrides={**overrides, "JAVA_HOME": settings.environment["JAVA_HOME"]})
        sources = load_sources(settings.sources)
        self.settings = settings
        self.instance = instance
        self.deployment = deployment
        self.crawl = build_crawl(sources, deployment)
        self.nlp = build_nlp(sources, deployment, DeskSpark())

    def materialise(self, asset: str, *partitions: str) -> dg.ExecuteInProcessResult:
        """Materialise an asset, over the range from the first to the last of *partitions* where it has any."""
        location = self.crawl if asset in ("session_cookies", "articles") else self.nlp
        job = location.resolve_implicit_global_asset_job_def()
        chosen = job.get_subset(asset_selection={dg.AssetKey(asset)})
        ends = (
            ("dagster/asset_partition_range_start", partitions[:1]),
            ("dagster/asset_partition_range_end", partitions[-1:]),
        )
        tags = {tag: key for tag, keys in ends for key in keys}
        return chosen.execute_in_process(instance=self.instance, tags=tags, raise_on_error=False)

    def metadata(self, asset: str, partition: str | None = None) -> dict[str, object]:
        """Return the values of the newest materialisation of an asset's partition."""
        record = latest(self.instance, asset, partition)
        assert record and record.asset_materialization, f"{asset} {partition} has not been materialised"
        return {name: value.value for name, value in record.asset_materialization.metadata.items()}

    def years(self, asset: str) -> set[str]:
        """Return the partitions of an asset that stand."""
        return set(self.instance.get_materialized_partitions(dg.AssetKey(asset)))


def failure_of(result: dg.ExecuteInProcessResult) -> str:
    """Return what the failed step of a run says."""
    event = next(event for event in result.all_events if event.is_step_failure)
    data = event.step_failure_data
    return (data.user_failure_data and data.user_failure_data.description) or data.error_display_string


__all__ = ["PASSWORD", "Graph", "cell", "failure_of"]

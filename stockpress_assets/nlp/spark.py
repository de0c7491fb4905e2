"""The Spark session as a Dagster resource: one a run, in the run's own process, opened when a step first needs it."""

from __future__ import annotations

import dagster as dg
from dagster_pyspark import LazyPySparkResource
from pydantic import Field, PrivateAttr
from pyspark.sql import SparkSession

from stockpress.settings import Settings
from stockpress_nlp.session import prepare_environment, spark_settings


class DeskSpark(dg.ConfigurableResource):
    """The desk's Spark session; *overrides* are Spark settings over those of stockpress_nlp.session."""

    overrides: dict[str, str] = Field(default_factory=dict)
    _lazy: LazyPySparkResource | None = PrivateAttr(default=None)

    def session(self, settings: Settings) -> SparkSession:
        """Return the session, opened on first use."""
        if self._lazy is None:
            prepare_environment(settings)
            self._lazy = LazyPySparkResource(spark_config={**spark_settings(settings), **self.overrides})
        return self._lazy.spark_session

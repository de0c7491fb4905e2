"""The deployment's settings as a Dagster resource, read when a run starts and not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import Field

from stockpress.settings import Settings
from stockpress.store import Store, open_store


class Deployment(dg.ConfigurableResource):
    """Where the graph runs: its settings, taken from the environment, with *overrides* over them."""

    overrides: dict[str, str] = Field(default_factory=dict)

    def settings(self) -> Settings:
        """Return the settings of this process."""
        return Settings.from_environment().with_environment(**self.overrides)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store."""
        with open_store(self.settings()) as store:
            yield store

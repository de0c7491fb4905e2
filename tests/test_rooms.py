"""Each part loads in a fresh interpreter with what it may use and nothing else, and does nothing on import."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

REPORT = """
import importlib, json, sys, threading
for module in {modules!r}:
    importlib.import_module(module)
print(json.dumps({{
    "modules": sorted({{name.partition(".")[0] for name in sys.modules}}),
    "threads": [thread.name for thread in threading.enumerate()],
}}))
"""
SPIDERS_WITHOUT_SCRAPY = [
    "stockpress_spiders.source",
    "stockpress_spiders.sources",
    "stockpress_spiders.news",
    "stockpress_spiders.vault",
]


def modules_of(part: str) -> list[str]:
    """Return the dotted names of all modules of a part, programs (``__main__``) left out."""
    folder = ROOT / part.replace(".", "/")
    paths = [path for path in folder.rglob("*.py") if path.name != "__main__.py"]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return sorted(name.removesuffix(".__init__") for name in names)


def loaded_by(modules: list[str]) -> dict[str, list[str]]:
    """Import *modules* in a fresh interpreter and return what it has then."""
    code = REPORT.format(modules=modules)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("modules", "forbidden"),
    [
        (
            modules_of("stockpress"),
            {
                "dagster",
                "scrapy",
                "playwright",
                "pyspark",
                "sparknlp",
                "stockpress_spiders",
                "stockpress_nlp",
                "stockpress_assets",
                "stockpress_desk",
            },
        ),
        (
            modules_of("stockpress_spiders"),
            {"dagster", "pyspark", "sparknlp", "stockpress_nlp", "stockpress_assets", "stockpress_desk"},
        ),
        (SPIDERS_WITHOUT_SCRAPY, {"scrapy", "playwright", "twisted"}),
        (
            modules_of("stockpress_nlp"),
            {
                "dagster",
                "mlflow",
                "scrapy",
                "playwright",
                "twisted",
                "stockpress_spiders",
                "stockpress_assets",
                "stockpress_desk",
            },
        ),
        (modules_of("stockpress_assets.crawl"), {"pyspark", "sparknlp", "stockpress_nlp", "stockpress_desk"}),
        (modules_of("stockpress_assets.nlp"), {"mlflow", "scrapy", "playwright", "twisted", "stockpress_desk"}),
    ],
    ids=["stockpress", "stockpress_spiders", "the source list", "stockpress_nlp", "crawl location", "nlp location"],
)
def test_a_part_loads_without_what_it_may_not_import(modules: list[str], forbidden: set[str]):
    loaded = loaded_by(modules)
    assert not forbidden & set(loaded["modules"])
    assert loaded["threads"] == ["MainThread"]


@pytest.mark.parametrize(
    ("library", "only_in"),
    [
        ("pymongo", {"stockpress/store.py"}),
        ("sparknlp", {"stockpress_nlp/entities.py"}),
        ("mlflow", {"stockpress_nlp/mlflow_access.py"}),
    ],
)
def test_a_library_has_one_importer(library: str, only_in: set[str]):
    importers = {
        str(path.relative_to(ROOT))
        for part in ("stockpress", "stockpress_spiders", "stockpress_nlp", "stockpress_assets", "stockpress_desk")
        for path in (ROOT / part).rglob("*.py")
        if re.search(rf"^\s*(import|from) {library}\b", path.read_text(), flags=re.MULTILINE)
    }
    assert importers == only_in


def test_the_environment_has_one_reader():
    readers = {
        str(path.relative_to(ROOT))
        for part in ("stockpress", "stockpress_spiders", "stockpress_nlp", "stockpress_assets", "stockpress_desk")
        for path in (ROOT / part).rglob("*.py")
        if "os.environ" in path.read_text() or "getenv(" in path.read_text()
    }
    # The others only set what a library, or a program that they start, takes from its environment alone.
    setters = {
        "stockpress_nlp/session.py",
        "stockpress_nlp/mlflow_access.py",
        "stockpress_assets/launchers/emr_driver.py",
    }
    assert readers - setters == {"stockpress/settings.py"}

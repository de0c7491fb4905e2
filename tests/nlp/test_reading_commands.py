"""`stockpress tag` and `stockpress summarise`, each run once as the program that it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from stockpress.settings import Settings
from stockpress_nlp.model import Model, packaged_entity_model

APPLE = "🎉 Apple Inc. rose 5 per cent in Tokyo. Tim Cook said that he was glad. Cook smiled. Nobody else did."
LINES = [
    json.dumps({"id": "a", "text": APPLE}),
    "no json",
    json.dumps({"id": 7, "headline": "Nvidia buys a bakery", "text": "Nvidia bought a bakery in Berlin. It rose."}),
    json.dumps({"id": "e", "text": ""}),
]


def run(settings: Settings, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command with LINES as its input."""
    return subprocess.run(
        [sys.executable, "-m", "stockpress_desk", *map(str, arguments)],
        env=settings.child_environment(), cwd=Path(__file__).parents[2],
        input="\n".join(LINES), capture_output=True, text=True, check=False,
    )  # fmt: skip


def records(lines: str) -> list[dict[str, Any]]:
    """Return the records of JSON Lines."""
    return [json.loads(line) for line in lines.splitlines()]


def test_texts_are_tagged_in_their_order_and_what_cannot_be_read_is_named(desk_settings: Settings):
    done = run(desk_settings, "tag")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith("standard input, line 2: expected JSON, found: ")
    assert done.stderr.splitlines()[1:] == ["4 texts, 1 of them refused"]
    first, second, empty = records(done.stdout)
    assert (first["id"], second["id"], empty["id"], empty["entities"]) == ("a", 7, "e", [])
    assert first["model"] == f"{packaged_entity_model().name} {packaged_entity_model().version}"
    named = {entity["name"]: entity for entity in first["entities"]}
    assert [APPLE[start:end] for start, end in named["Tim Cook"]["spans"]] == ["Tim Cook", "Cook"]
    assert (named["Tim Cook"]["type"], named["Tokyo"]["type"]) == ("person", "place")
    assert named["Apple"]["symbol"] == "AAPL" and 0.5 < named["Apple"]["confidence"] <= 1
    (nvidia,) = (entity for entity in second["entities"] if entity["symbol"] == "NVDA")
    assert (nvidia["headline_spans"], nvidia["spans"]) == ([[0, 6]], [[0, 6]])


def test_texts_are_summarised_into_a_file(desk_settings: Settings, summary_model: Model, tmp_path: Path):
    done = run(desk_settings, "summarise", "--output", tmp_path / "summaries.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    first, second, empty = records((tmp_path / "summaries.jsonl").read_text("utf-8"))
    assert first["summary"] in APPLE and first["model"] == f"{summary_model.name} {summary_model.version}"
    assert second["summary"] and (empty["id"], empty["summary"]) == ("e", "")

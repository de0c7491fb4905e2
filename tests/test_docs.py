"""The documents say what is there: commands, names, files and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stockpress_desk.cli import main
from stockpress_spiders.source import Source

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
PARTS = ("stockpress", "stockpress_spiders", "stockpress_nlp", "stockpress_assets", "stockpress_desk")
CODE = "\n".join(path.read_text() for part in PARTS for path in sorted((ROOT / part).rglob("*.py")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document: Path):
    text = document.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^\$ |`)make ([a-z]+)", text, flags=re.MULTILINE)) <= targets
    commands = set(re.findall(r"(?:\.venv/bin/|`|\$ )stockpress ([a-z][a-z-]*)", text))
    assert commands <= set(main.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_link_in_a_document_exists(document: Path):
    text = document.read_text()
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not (document.parent / link).exists()]
    named = set(re.findall(r"`((?:stockpress\w*|tests|docs|benchmarks|infra_pulumi)/[\w/.]*)`", text))
    missing += [name for name in named if not (ROOT / name).exists()]
    assert not missing


def test_every_name_in_the_journey_of_an_article_exists_in_the_code():
    text = (ROOT / "docs/journey_of_an_article.md").read_text()
    names = set(re.findall(r"`(?:Store\.)?([A-Za-z_]{4,})`", text)) - {"lastmod"}
    missing = {name for name in names if not re.search(rf"\b{re.escape(name)}\b", CODE)}
    assert not missing


def test_the_source_of_the_guide_is_understood():
    block = re.search(r"```python\n(.*?)```", (ROOT / "docs/adding_a_source.md").read_text(), flags=re.DOTALL)
    assert block is not None
    names: dict[str, object] = {}
    exec(compile(block[1], "adding_a_source.md", "exec"), names)
    assert isinstance(names["SOURCE"], Source)


def test_every_console_command_says_what_it_does():
    for name, command in main.commands.items():
        assert command.help and len(command.help.splitlines()[0]) > 20, name

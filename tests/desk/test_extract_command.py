"""`stockpress extract` over pages that somebody saved."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from stockpress_desk.extract_command import extract

TEXT = "The bank said on Thursday that profit had risen by 4.5 per cent as lending grew in every region. "
HTML = f"""<html><head><link rel="canonical" href="https://press.example/news/banks-rise">
<meta property="article:published_time" content="2024-03-14T23:30:00-05:00"></head>
<body><article><h1>Banks rise</h1><p>{TEXT * 3}</p></article></body></html>"""


def ran(*arguments: str | Path, given: str | bytes = "") -> tuple[list[dict[str, Any]], Result]:
    """Run the command and return the records that it wrote."""
    done = CliRunner().invoke(extract, [str(argument) for argument in arguments], input=given)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_a_saved_page_becomes_a_record_with_the_way_each_field_was_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(HTML)
    (record,), done = ran(page)
    assert (record["id"], record["url"]) == (str(page), "https://press.example/news/banks-rise")
    assert (record["headline"], record["published"]) == ("Banks rise", "2024-03-14T23:30:00-05:00")
    assert record["found_by"] == {"headline": "markup", "published": "opengraph", "body": "blocks"}
    assert record["body"].startswith("The bank said") and record["paywalled"] is False
    assert "1 pages read, 0 of them refused" in done.stderr


def test_a_folder_is_read_with_its_packed_pages(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(HTML.encode()))
    (tmp_path / "b.html").write_text("nothing")
    (tmp_path / "c.html.gz").write_bytes(b"\x1f\x8b no more than a beginning")
    (tmp_path / "notes.txt").write_text("not a page")
    records, _ = ran(tmp_path)
    assert [Path(record["id"]).name for record in records] == ["a.html.gz", "b.html", "c.html.gz"]
    assert "refused" not in records[0]
    assert records[1]["refused"] == "no_headline"
    assert records[2]["refused"].startswith("unreadable: ")


def test_pages_are_read_from_lines_of_json() -> None:
    lines = [json.dumps({"id": 7, "url": "https://press.example/a", "html": HTML}), "", "no JSON", '{"id": "x"}']
    records, done = ran(given="\n".join(lines))
    assert (records[0]["id"], records[0]["headline"]) == (7, "Banks rise")
    assert all(record["refused"] == 'expected JSON with "id", "url" and "html"' for record in records[1:])
    assert (len(records), done.exit_code) == (3, 0)


def test_bytes_of_another_encoding_are_read_as_the_page_says(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(
        HTML.replace("<head>", "<head><meta charset='latin-1'>").replace("Banks", "Bänke").encode("latin-1")
    )
    (record,), _ = ran(page)
    assert record["headline"] == "Bänke rise"


def test_an_address_is_for_one_page_alone(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML)
    (record,), _ = ran(tmp_path / "page.html", "--url", "https://www.press.example/other")
    assert record["url"] == "https://press.example/news/banks-rise"
    _, done = ran("--url", "https://press.example/a")
    assert done.exit_code == 2 and "expected one page" in done.stderr

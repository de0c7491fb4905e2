"""Pages are kept in S3 as in a folder: an S3 of the test's own on 127.0.0.1."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from stockpress.settings import InvalidSetting, Settings
from stockpress.store import Store
from stockpress_spiders import warc_places
from stockpress_spiders.re_extract import re_extract
from stockpress_spiders.sources import load_sources
from stockpress_spiders.warc import kept_responses
from stockpress_spiders.warc_places import place_of
from tests.spiders.crawling import crawl
from tests.spiders.small_site import SmallSite

YEAR = 2024
WHERE = "s3://pages/desk/warc"
AWS = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of it, as the environment of this process has it; with one empty bucket."""
    for name, value in {**AWS, "AWS_ENDPOINT_URL": endpoint}.items():
        monkeypatch.setenv(name, value)
    client: Any = boto3.client("s3")
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):
        client.create_bucket(Bucket="pages", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for found in client.list_objects_v2(Bucket="pages").get("Contents", ()):
        client.delete_object(Bucket="pages", Key=found["Key"])
    return client


def keys(s3: Any) -> list[str]:
    return [found["Key"] for found in s3.list_objects_v2(Bucket="pages").get("Contents", ())]


def test_a_crawl_keeps_its_pages_in_s3_and_they_are_read_anew_from_there(
    s3: Any, endpoint: str, site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    keeping = small.with_environment(**AWS, AWS_ENDPOINT_URL=endpoint, STOCKPRESS_WARC=WHERE)
    for name in "abc":
        site.write(name)
    crawled = crawl(keeping, "small", YEAR, tmp_path)
    assert (crawled.status, crawled.counts["new"], crawled.stderr) == (0, 3, "")
    (key,) = keys(s3)
    assert key.startswith("desk/warc/small/2024/2") and key.endswith("-00000.warc.gz")
    assert re_extract(keeping, load_sources(keeping.sources)["small"], YEAR, store) == {"unchanged": 3}


def test_a_bucket_that_is_not_there_stops_the_crawl_in_one_line(
    s3: Any, endpoint: str, site: SmallSite, small: Settings, store: Store, tmp_path: Path
) -> None:
    site.write("a")
    lacking = small.with_environment(**AWS, AWS_ENDPOINT_URL=endpoint, STOCKPRESS_WARC="s3://nowhere")
    crawled = crawl(lacking, "small", YEAR, tmp_path)
    assert crawled.status == 1
    assert "STOCKPRESS_WARC" in (crawled.error or "") and "NoSuchBucket" in (crawled.error or "")
    assert crawled.stderr.count("\n") == 1
    with pytest.raises(OSError, match="NoSuchBucket"):
        re_extract(lacking, load_sources(lacking.sources)["small"], YEAR, store)


def test_a_part_is_sent_when_it_is_full_or_old_so_that_a_killed_crawl_loses_no_more_than_one(
    s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_places, "PART_BYTES", 10)
    monkeypatch.setattr(warc_places, "PART_SECONDS", 0.2)
    file = place_of(WHERE).file("small/2024/now")
    file.append(b"12345")
    assert keys(s3) == []
    file.append(b"67890")
    assert keys(s3) == ["desk/warc/small/2024/now-00000.warc.gz"]
    file.append(b"late")
    deadline = time.monotonic() + 10
    while len(keys(s3)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    file.close()
    found = [stream.read() for _, stream in place_of(WHERE).files("small/2024")]
    assert found == [b"1234567890", b"late"]
    assert list(kept_responses(WHERE, "small", 2023)) == []


def test_what_could_not_be_sent_is_sent_later_and_is_told(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_places, "PART_SECONDS", 0.05)
    file = place_of("s3://later/").file("small/2024/now")
    file.append(b"12345")
    deadline = time.monotonic() + 20
    with pytest.raises(OSError, match="NoSuchBucket"):
        while time.monotonic() < deadline:
            file.append(b"6")
            time.sleep(0.05)
    s3.create_bucket(Bucket="later", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    file.close()
    ((name, stream),) = place_of("s3://later").files("small/2024")
    assert name == "s3://later/small/2024/now-00000.warc.gz"
    assert stream.read().startswith(b"123456")


def test_an_address_without_a_bucket_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="s3://BUCKET/PREFIX"):
        Settings.from_environment({"STOCKPRESS_WARC": "s3:///pages"})

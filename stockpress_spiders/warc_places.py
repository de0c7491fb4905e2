"""Where WARC files lie: a folder of this machine, or a prefix of a bucket in S3. What is in them is warc.py's.

In a folder a crawl appends to one file. S3 cannot append: there a crawl is several files, each sent when PART_BYTES
have come together or PART_SECONDS after its first page. A killed crawl loses of its pages at most such a part.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

PART_BYTES = 8 * 2**20
PART_SECONDS = 60.0
SUFFIX = ".warc.gz"


class WarcFile(Protocol):
    """What one crawl keeps; safe to use from several threads. Raises OSError where it cannot be written."""

    def append(self, member: bytes) -> None:
        """Add a member."""

    def close(self) -> None:
        """Write what is not written yet."""


class WarcPlace(Protocol):
    """Holds the files of all crawls."""

    def file(self, name: str) -> WarcFile:
        """Return the file of a crawl, which begins with its first page."""
        ...

    def files(self, under: str) -> Iterator[tuple[str, BinaryIO]]:
        """Yield the files below *under* in order of their names, each with its name and open to be read."""
        ...


def place_of(where: Path | str) -> WarcPlace:
    """Return the place that STOCKPRESS_WARC names."""
    return Folder(where) if isinstance(where, Path) else Bucket(where)


class Folder:
    """A folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, name: str) -> FolderFile:
        """Return the file of a crawl."""
        return FolderFile(self._folder / f"{name}{SUFFIX}")

    def files(self, under: str) -> Iterator[tuple[str, BinaryIO]]:
        """Yield the files below *under*."""
        for path in sorted((self._folder / under).glob(f"*{SUFFIX}")):
            with path.open("rb") as stream:
                yield str(path), stream


class FolderFile:
    """One file, which is whole after each page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._one_at_a_time = threading.Lock()

    def append(self, member: bytes) -> None:
        """Add a member."""
        with self._one_at_a_time:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(member)

    def close(self) -> None:
        """Do nothing: all is written."""


class Bucket:
    """A prefix of a bucket in S3; credentials, region and endpoint are boto3's own."""

    def __init__(self, address: str) -> None:
        import boto3  # only where pages are kept in S3

        parts = urlsplit(address)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._s3: Any = boto3.client("s3")

    def file(self, name: str) -> BucketFile:
        """Return the file of a crawl."""
        return BucketFile(self._s3, self._bucket, self._key(name))

    def files(self, under: str) -> Iterator[tuple[str, BinaryIO]]:
        """Yield the files below *under*; raise OSError where S3 refuses."""
        try:
            listing = self._s3.get_paginator("list_objects_v2")
            pages = listing.paginate(Bucket=self._bucket, Prefix=self._key(under) + "/")
            keys = sorted(found["Key"] for page in pages for found in page.get("Contents", ()))
            for key in keys:
                body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
                yield f"s3://{self._bucket}/{key}", BytesIO(body)
        except _aws_errors() as error:
            raise OSError(f"s3://{self._bucket}/{self._key(under)}: {error}") from error

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name


class BucketFile:
    """The files of one crawl in S3."""

    def __init__(self, s3: Any, bucket: str, key: str) -> None:
        self._s3, self._bucket, self._key = s3, bucket, key
        self._members: list[bytes] = []
        self._sent = 0
        self._timer: threading.Timer | None = None
        self._failed: OSError | None = None
        self._one_at_a_time = threading.Lock()

    def append(self, member: bytes) -> None:
        """Add a member; send the part where it is full. Raises OSError where this or the last sending failed."""
        with self._one_at_a_time:
            if self._failed is not None:
                raise self._failed
            self._members.append(member)
            if sum(map(len, self._members)) >= PART_BYTES:
                self._send()
            elif self._timer is None:
                self._timer = threading.Timer(PART_SECONDS, self._send_late)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Send the last part."""
        with self._one_at_a_time:
            self._send()

    def _send_late(self) -> None:
        with self._one_at_a_time:
            try:
                self._send()
            except OSError as error:
                self._failed = error  # told to whoever comes next

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._members:
            return
        key = f"{self._key}-{self._sent:05}{SUFFIX}"
        try:
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=b"".join(self._members))
        except _aws_errors() as error:
            raise OSError(f"s3://{self._bucket}/{key}: {error}") from error
        self._members.clear()
        self._sent += 1


def _aws_errors() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError

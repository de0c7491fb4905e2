"""Keeps the pages of crawls as they came, in WARC files, and reads them again. An option of the deployment.

Below the place that STOCKPRESS_WARC names a crawl's files are SOURCE/YEAR/START*.warc.gz, a member a page, so that one
that breaks off spoils at most its last. No request is kept and no cookie: a file may be handed on without the session
that it was read with.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from stockpress.settings import InvalidSetting, Settings
from stockpress_spiders.warc_places import place_of

logger = logging.getLogger(__name__)

ASKED = "Stockpress-Asked-For"  # the archive's address of the page, where a redirect led to another
# Of the answer as scrapy has it: unpacked already, and whatever could tell who read it taken out.
LEFT_OUT = {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"}


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """A page as it came: the address that was asked for, when, and the answer."""

    asked: str
    fetched: datetime
    response: Response


def require_warc(settings: Settings) -> Path | str:
    """Return the folder or the address in S3 that pages are kept at; raise InvalidSetting where none is named."""
    if settings.warc is None:
        raise InvalidSetting(
            "STOCKPRESS_WARC: expected the folder or the s3:// address that pages are kept at, found nothing; set it"
            " before a crawl, which then keeps the pages that it fetches"
        )
    return settings.warc


class WarcKeeper:
    """Keeps the pages of one crawl; safe to use from several threads."""

    def __init__(self, where: Path | str, source: str, year: int) -> None:
        self._file = place_of(where).file(f"{source}/{year}/{datetime.now(UTC):%Y%m%dT%H%M%S.%f}")

    def keep(self, asked: str, response: Response) -> None:
        """Keep an answer. Raises OSError where it cannot be written."""
        member = BytesIO()
        writer = WARCWriter(member, gzip=True)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            if name.decode("latin-1").lower() not in LEFT_OUT
            for value in values
        ]
        record = writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders(f"{response.status} OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={ASKED: asked},
        )
        writer.write_record(record)
        self._file.append(member.getvalue())

    def close(self) -> None:
        """Write what is not written yet. Raises OSError where it cannot be."""
        self._file.close()


def kept_responses(where: Path | str, source: str, year: int) -> Iterator[KeptResponse]:
    """Yield the pages that are kept of a partition, oldest first; a file that ends in mid-page is read until there.

    Raises OSError where S3 refuses.
    """
    for name, stream in place_of(where).files(f"{source}/{year}"):
        try:
            yield from _responses(stream)
        except (ArchiveLoadFailed, EOFError, zlib.error) as error:
            logger.warning("%s: read until a page that is broken: %s", name, error)


def _responses(stream: BinaryIO) -> Iterator[KeptResponse]:
    with closing(ArchiveIterator(stream, check_digests=True)) as records:
        for record in records:
            if record.rec_type != "response" or record.http_headers is None:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = record.content_stream().read()
            checked = record.digest_checker
            if checked is None or checked.passed is not True:
                raise EOFError(f"{url}: {'; '.join(checked.problems) if checked else 'it has no digest'}")
            headers = {name.encode("latin-1"): value.encode("latin-1") for name, value in record.http_headers.headers}
            kind = responsetypes.from_args(headers=headers, url=url, body=body)
            response = kind(url, status=int(record.http_headers.get_statuscode()), headers=headers, body=body)
            when = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            yield KeptResponse(record.rec_headers.get_header(ASKED) or url, when, response)

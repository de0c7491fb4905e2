"""Failures of the network have names."""

from __future__ import annotations

import pytest
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from twisted.internet import error as network

from stockpress_spiders.failures import reason_for


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (exceptions.DownloadTimeoutError(), "timeout"),
        (exceptions.DownloadCancelledError(), "too_large"),
        (exceptions.CannotResolveHostError(), "host_unknown"),
        (exceptions.DownloadConnectionRefusedError(), "connection_refused"),
        (exceptions.ResponseDataLossError(), "connection_lost"),
        (network.ConnectionLost(), "connection_lost"),
        (IgnoreRequest("Forbidden by robots.txt"), "refused_by_robots"),
        (IgnoreRequest("its body (9 B compressed) exceeded DOWNLOAD_MAXSIZE (1 B)"), "too_large"),
        (KeyError("x"), "keyerror"),
    ],
)
def test_a_failure_is_named(error: Exception, reason: str) -> None:
    assert reason_for(error) == reason

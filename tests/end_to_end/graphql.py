"""The few GraphQL questions that the end-to-end tests ask a running Dagster webserver."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

BACKFILL = """
mutation Launch($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}"""
BACKFILL_STATE = """
query State($id: String!) {
  partitionBackfillOrError(backfillId: $id) {
    ... on PartitionBackfill { status runs { id status startTime endTime assetSelection { path }
      repositoryOrigin { repositoryLocationName } tags { key value } } }
  }
}"""
RUNS = """
query Runs($filter: RunsFilter) {
  runsOrError(filter: $filter) {
    ... on Runs { results { id status runConfigYaml assetSelection { path } tags { key value }
      repositoryOrigin { repositoryLocationName } } }
  }
}"""
SENSOR = """
query Sensor($selector: SensorSelector!) {
  sensorOrError(sensorSelector: $selector) {
    ... on Sensor { id sensorState { status ticks(limit: 20) { status skipReason runIds error { message } } } }
  }
}"""
LOCATIONS = """
{ workspaceOrError { ... on Workspace {
  locationEntries { name loadStatus locationOrLoadError { __typename } } } } }"""
MATERIALISATIONS = """
query Materialisations($key: AssetKeyInput!, $partitions: [String!]) {
  assetOrError(assetKey: $key) {
    ... on Asset { assetMaterializations(partitions: $partitions, limit: 20) {
      runId partition timestamp metadataEntries { label ... on IntMetadataEntry { intValue } } } }
  }
}"""
RUN = """
query Run($id: ID!) {
  runOrError(runId: $id) { ... on Run { status
    eventConnection { events { ... on MessageEvent { message } } } } }
}"""
DRY_TICK = """
mutation Tick($selector: SensorSelector!, $cursor: String) {
  sensorDryRun(selectorData: $selector, cursor: $cursor) {
    ... on DryRunInstigationTick { evaluationResult { skipReason runRequests { runKey } error { message } } }
  }
}"""


class Dagster:
    """A running webserver at *url*."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, query: str, **variables: Any) -> Any:
        """Return the data that *query* answers with; raise AssertionError with the server's errors otherwise."""
        request = urllib.request.Request(
            f"{self.url}/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = json.load(answer)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def runs(self, **which: Any) -> list[dict[str, Any]]:
        """Return the runs that a RunsFilter lets through, newest first."""
        return self.ask(RUNS, filter=which)["runsOrError"]["results"]

    def materialisations(self, asset: str, partition: str) -> list[dict[str, Any]]:
        """Return the materialisations of a partition, newest first, with their whole numbers as ``counts``."""
        found = self.ask(MATERIALISATIONS, key={"path": [asset]}, partitions=[partition])["assetOrError"]
        for event in found["assetMaterializations"]:
            event["counts"] = {
                entry["label"]: entry["intValue"] for entry in event["metadataEntries"] if "intValue" in entry
            }
        return found["assetMaterializations"]


def eventually(what: str, look: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Return the first truthy answer of *look*; fail with *what* and the last answer after *seconds*."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s; last seen: {answer!r}"
        time.sleep(0.5)

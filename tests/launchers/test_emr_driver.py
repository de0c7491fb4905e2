"""What a driver does beside executing its run; the rest of it is tested through the launcher."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from stockpress_assets.launchers import emr_driver

FAST = {"run_monitoring": {"enabled": True, "cancellation_thread_poll_interval_seconds": 1}}


@pytest.mark.parametrize(("ends", "exits"), [(True, []), (False, [1])])
def test_a_terminated_run_that_does_not_end_takes_its_process_with_it(
    ends: bool, exits: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ended, found = threading.Event(), list[int]()
    monkeypatch.setattr(emr_driver, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(emr_driver, "send_interrupt", ended.set if ends else lambda: None)
    monkeypatch.setattr(os, "_exit", found.append)
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=FAST) as instance:
        run = create_run_for_test(instance, status=dg.DagsterRunStatus.CANCELING)
        emr_driver._interrupt_when_terminated(instance.get_ref(), run.run_id, ended)
    assert found == exits

"""The stacks under Pulumi's own engine, whose plugin for AWS is a stand-in: previews, changes, state and deletion.

Skipped where there is no ``pulumi`` on the PATH; docs/cloud.md, at its end, tells how to come by one.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pulumi.automation as automation
import pytest

from tests.infra_pulumi.provider import Made, Provider, running_provider
from tests.infra_pulumi.recording import PROGRAM, REGION

pytestmark = [
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="no engine: expected a program `pulumi` on the PATH"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
SERVICES = {"webserver", "daemon", "crawl-code", "nlp-code"}


class Engine:
    """One stack and what the engine does with it."""

    def __init__(self, stack: automation.Stack, provider: Provider) -> None:
        self._stack = stack
        self._provider = provider

    def set(self, key: str, value: str, path: bool = False) -> None:
        """Set a key of the configuration as `pulumi config set` does."""
        self._stack.set_config(key, automation.ConfigValue(value), path=path)

    def preview(self) -> dict[str, int]:
        """Return how many resources would see what."""
        return {str(what): count for what, count in self._stack.preview().change_summary.items()}

    def up(self) -> Made:
        """Make the stack as the program says; return what was made for it."""
        self._provider.made = Made()
        self._stack.up()
        return self._provider.made

    def outputs(self) -> dict[str, Any]:
        """Return the outputs; none may be secret, or a person could not read it."""
        outputs = self._stack.outputs()
        assert [name for name, output in outputs.items() if output.secret] == []
        return {name: output.value for name, output in outputs.items()}

    def state(self) -> str:
        """Return what Pulumi keeps."""
        return json.dumps(self._stack.export_stack().deployment)

    def destroy(self) -> Made:
        """Delete everything; return what was."""
        self._provider.made = Made()
        self._stack.destroy()
        return self._provider.made


@contextmanager
def running_engine(name: str, folder: Path) -> Iterator[Engine]:
    """Open the committed stack *name* with an empty state in *folder*."""
    work = folder / "infra_pulumi"
    work.mkdir()
    for path in PROGRAM.glob("Pulumi*.yaml"):
        shutil.copy(path, work)
    (folder / "state").mkdir()
    with running_provider() as (provider, port):
        environment = {
            "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "desk",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
            "PATH": os.environ["PATH"],
        }
        workspace = automation.LocalWorkspace(work_dir=str(work), program=_program, env_vars=environment)
        asyncio.set_event_loop(loop := asyncio.new_event_loop())
        try:
            yield Engine(automation.Stack.create_or_select(name, workspace), provider)
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def _program() -> None:
    runpy.run_path(str(PROGRAM), run_name="__main__")


def test_a_desk_is_made_in_two_steps_changed_and_deleted(tmp_path: Path) -> None:
    with running_engine("dev", tmp_path) as engine:
        engine.set("stockpress:release", "none")
        engine.set("stockpress:sources[1]", "les_echos", path=True)
        ground = engine.preview()["create"]
        # the stack itself is one more
        assert len(engine.up().created) == ground - 1
        engine.set("stockpress:release", "0.1.0")
        assert engine.preview() == {"same": ground, "create": (desk := len(engine.up().created))}
        assert engine.preview() == {"same": ground + desk}, "nothing changes by itself"
        assert engine.outputs()["secrets"]["source_les_echos"] == "stockpress-dev/source-les_echos"
        assert engine.outputs()["region"] == REGION

        engine.set("stockpress:release", "0.1.1")
        assert engine.preview() == {"same": ground + desk - 10, "update": 1 + len(SERVICES), "replace": 5}
        changed = engine.up()
        assert {name.removeprefix("stockpress-dev-") for _, name in changed.updated} == {"spark", *SERVICES}
        kinds = {kind for kind, _ in changed.created + changed.deleted}
        assert kinds == {"aws:ecs/taskDefinition:TaskDefinition"}

        deleted = engine.destroy().deleted
        assert len(deleted) == ground + desk - 1
        order = [kind.rpartition(":")[2] for kind, _ in deleted]
        assert order.index("Service") < order.index("Cluster"), "services leave before what they stand on"


def test_what_is_protected_is_not_deleted_and_the_state_holds_no_secret(tmp_path: Path) -> None:
    with running_engine("production", tmp_path) as engine:
        engine.up()
        state = engine.state()
        for word in ("secretString", "masterPassword", "password"):
            assert f'"{word}":' not in state
        with pytest.raises(automation.errors.CommandError, match="protect"):
            engine.destroy()

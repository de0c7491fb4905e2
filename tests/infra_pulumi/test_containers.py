"""The container files, read as text: no container engine runs here, so none of these images was built."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONTAINERS = ROOT / "containers"
IMAGES = ("dagster", "crawl", "nlp")
# What starts the image's programs by itself: EMR takes no user but hadoop.
USERS = {"dagster": "10001:10001", "crawl": "10001:10001", "nlp": "hadoop:hadoop"}
# The rooms in each image that have to load there, and what in them is for one machine alone.
ROOMS = {
    "dagster": ("stockpress_assets/launchers",),
    "crawl": ("stockpress", "stockpress_spiders", "stockpress_assets"),
    "nlp": ("stockpress", "stockpress_nlp", "stockpress_assets"),
}
NOT_LOADED = {
    "dagster": ("launchers/local.py",),
    "crawl": ("sample_press/", "stockpress_assets/nlp/", "stockpress_assets/launchers/"),
    "nlp": ("stockpress_assets/crawl/", "stockpress_nlp/training/", "launchers/local.py"),
}


@pytest.fixture(params=IMAGES)
def image(request: pytest.FixtureRequest) -> str:
    """Each image in turn."""
    return request.param


def instructions(image: str) -> list[tuple[str, str]]:
    """Return the instructions of an image's Dockerfile with their arguments, continued lines joined."""
    text = (CONTAINERS / f"{image}.Dockerfile").read_text()
    lines = re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1].strip()) for line in lines if line.strip()]


def bases() -> dict[str, str]:
    """Return where each base comes from by its argument."""
    lines = (CONTAINERS / "bases.lock").read_text().splitlines()
    return {line.split()[0]: line.split()[1] for line in lines if not line.startswith("#")}


def locked(group: str) -> set[str]:
    """Return the packages that `uv sync --only-group` installs, by name, from the lock file."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    packages = {it["name"]: it for it in lock["package"]}
    todo = list(packages["stockpress"]["dev-dependencies"][group])
    found: set[str] = set()
    while todo:
        wanted = todo.pop()
        package = packages[wanted["name"]]
        extras = package.get("optional-dependencies", {})
        todo += [it for extra in wanted.get("extra", ()) for it in extras[extra] if it["name"] not in found]
        if wanted["name"] not in found:
            found.add(wanted["name"])
            todo += package.get("dependencies", ())
    return found


def imported_by(image: str) -> Iterator[tuple[str, str]]:
    """Yield each module of the image's rooms with the top of each name that it imports."""
    for room in ROOMS[image]:
        for path in (ROOT / room).rglob("*.py"):
            module = str(path.relative_to(ROOT))
            if any(part in module for part in NOT_LOADED[image]):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                names = [it.name for it in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
                yield from ((module, name.split(".")[0]) for name in names)


def test_every_base_comes_by_digest(image: str) -> None:
    said = instructions(image)
    stages = {it.split(" AS ")[1] for word, it in said if word == "FROM" and " AS " in it}
    used = [it.split(" AS ")[0] for word, it in said if word == "FROM"]
    used += [found[1] for word, it in said if word == "COPY" and (found := re.match(r"--from=(\S+)", it))]
    assert {re.sub(r"^\$\{(\w+)\}$", r"\1", it) for it in used} - stages <= bases().keys()
    assert [it for word, it in said if word == "ARG" and "=" in it] == []


def test_what_is_fetched_is_checked(image: str) -> None:
    fetched = [it for word, it in instructions(image) if word == "ADD"]
    assert fetched
    for it in fetched:
        assert re.match(r"--checksum=\$\{RDS_CA\} --chmod=644 ", it)
        assert bases()["RDS_CA"] in it


def test_an_image_runs_as_nobody_special(image: str) -> None:
    assert [it for word, it in instructions(image) if word == "USER"][-1] == USERS[image]
    assert instructions(image)[-1][0] == "USER"


def test_packages_come_from_the_lock_file_with_bytecode_and_only_those_of_the_image(image: str) -> None:
    text = "\n".join(f"{word} {it}" for word, it in instructions(image))
    assert f"uv sync --locked --only-group image-{image} --no-install-project" in text
    assert "UV_COMPILE_BYTECODE=1" in text
    assert "python -m compileall -q /opt/stockpress" in text


def test_an_image_has_every_package_that_its_rooms_import(image: str) -> None:
    there = locked(f"image-{image}")
    distributions = packages_distributions()
    missing = {
        f"{module}: {name}"
        for module, name in imported_by(image)
        if name in distributions and not {it.lower().replace("_", "-") for it in distributions[name]} & there
    }
    assert {it for it in missing if not it.split(": ")[1].startswith("stockpress")} == set()


def test_an_image_lacks_what_the_other_code_location_needs() -> None:
    assert not {"pyspark", "spark-nlp"} & locked("image-crawl")
    assert not {"scrapy", "playwright"} & locked("image-nlp")
    assert not {"pyspark", "scrapy"} & locked("image-dagster")


def test_what_an_image_copies_is_there(image: str) -> None:
    for it in (it for word, it in instructions(image) if word == "COPY" and "--from" not in it):
        for source in it.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_bases_are_of_the_versions_that_the_project_has() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    playwright = next(it["version"] for it in lock["package"] if it["name"] == "playwright")
    uv = re.search(r"^UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(), re.M)
    python = (ROOT / ".python-version").read_text().strip()
    emr = {
        yaml.safe_load((ROOT / "infra_pulumi" / f"Pulumi.{stack}.yaml").read_text())["config"]["stockpress:emr_release"]
        for stack in ("dev", "production")
    }
    assert uv is not None
    assert bases()["UV_IMAGE"].endswith(f":{uv[1]}")
    assert bases()["PYTHON_IMAGE"].endswith(f":{python}-slim-bookworm")
    assert f":v{playwright}-" in bases()["PLAYWRIGHT_IMAGE"]
    assert {f"public.ecr.aws/emr-serverless/spark/{it}:latest" for it in emr} == {bases()["EMR_IMAGE"]}


class Builder:
    """A copy of containers/ with stand-ins for docker and curl that write down how they were called."""

    def __init__(self, place: Path) -> None:
        self.containers = place / "containers"
        self.containers.mkdir()
        for name in ("build", "pin", "bases.lock"):
            (self.containers / name).write_bytes((CONTAINERS / name).read_bytes())
            (self.containers / name).chmod(0o755)
        programs = place / "bin"
        programs.mkdir()
        digest = f"sha256:{'a' * 64}"
        for name, answer in (("docker", digest), ("curl", "certificates")):
            (programs / name).write_text(f'#!/bin/sh\necho {name} "$@" >>{place}/called\necho {answer}\n')
            (programs / name).chmod(0o755)
        self._called = place / "called"
        self._path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a script of containers/."""
        program = [str(self.containers / command[0]), *command[1:]]
        return subprocess.run(program, env={"PATH": self._path}, capture_output=True, text=True, check=False)

    def called(self) -> str:
        """Return how the stand-ins were called."""
        return self._called.read_text()


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    """Scripts to run without an engine."""
    return Builder(tmp_path)


def test_a_base_has_a_digest_or_says_that_it_has_none() -> None:
    lines = [line.split() for line in (CONTAINERS / "bases.lock").read_text().splitlines() if line[0] != "#"]
    for _, place, digest in lines:
        assert re.fullmatch(r"sha256:[0-9a-f]{64}|unpinned", digest), place


def test_nothing_is_built_from_a_base_without_a_digest(builder: Builder) -> None:
    lock = builder.containers / "bases.lock"
    lock.write_text(re.sub(r"sha256:\w+", "unpinned", lock.read_text()))
    refused = builder.run("build", "crawl", "crawl:1")
    assert refused.returncode == 2
    assert (
        "UV_IMAGE: expected a digest in containers/bases.lock, found 'unpinned'; run containers/pin" in refused.stderr
    )


def test_pinning_writes_digests_that_building_hands_on(builder: Builder) -> None:
    assert builder.run("pin").returncode == 0
    assert "# What the images are built from" in (builder.containers / "bases.lock").read_text()
    assert builder.run("build", "nlp", "nlp:1", "--push").returncode == 0
    built = builder.called().splitlines()[-1]
    assert "buildx build --platform linux/amd64 --file containers/nlp.Dockerfile --tag nlp:1" in built
    assert f"EMR_IMAGE={bases()['EMR_IMAGE']}@sha256:{'a' * 64}" in built
    assert re.search(r"RDS_CA=sha256:[0-9a-f]{64} --push \.$", built)


def test_an_image_that_there_is_none_of_is_refused(builder: Builder) -> None:
    assert "expected dagster, crawl or nlp, found 'web'" in builder.run("build", "web", "web:1").stderr

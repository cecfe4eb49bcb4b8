"""A fresh machine gets exactly what was tested: pins, locks, and files that are shipped."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements-build.lock", "requirements.lock")


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """The requirements of a lock file, each with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(" --hash=") for line in text.splitlines() if line.strip()]
    return [(Requirement(requirement.strip()), [item.strip() for item in hashes]) for requirement, *hashes in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_version_and_its_hashes(name: str) -> None:
    for requirement, hashes in locked(name):
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_an_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^-|--(index|extra|find|trusted)|@ ", text, re.MULTILINE)


def test_pins_are_what_is_locked() -> None:
    pins = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    versions = {canonicalize_name(requirement.name): str(requirement.specifier) for requirement, _ in locked(LOCKS[1])}
    for pin in map(Requirement, pins):
        assert versions[canonicalize_name(pin.name)] == str(pin.specifier)


def test_both_locks_build_with_the_same_setuptools() -> None:
    one, both = ({r.name: str(r.specifier) for r, _ in locked(name)} for name in LOCKS)
    assert (
        one["setuptools"] == both["setuptools"] == str(Requirement(PROJECT["dependency-groups"]["build"][0]).specifier)
    )


def test_this_environment_is_the_locked_one() -> None:
    for requirement, _ in locked("requirements.lock"):
        if requirement.marker is None or requirement.marker.evaluate():
            assert version(requirement.name) in requirement.specifier, requirement


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="fazhi")
    assert command.value == "pipelines.cli:main"


def test_every_file_that_is_no_code_is_shipped() -> None:
    package = ROOT / "pipelines"
    shipped = {
        path for glob in PROJECT["tool"]["setuptools"]["package-data"]["pipelines"] for path in package.glob(glob)
    }
    there = {path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert there == shipped


@pytest.mark.parametrize(
    ("closing", "ends", "code"),
    [
        pytest.param("3 passed in 0.1s", 0, 0, id="all passed"),
        pytest.param("1 failed, 2 passed in 0.1s", 2, 1, id="a test failed"),
        pytest.param("3 passed in 0.1s", 1, 1, id="a test in the browser failed"),
    ],
)
def test_the_build_server_ends_with_what_the_tests_said(tmp_path: Path, closing: str, ends: int, code: int) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/run").write_text((ROOT / ".ci/run").read_text(encoding="utf-8"), encoding="utf-8")
    parts = {"postgresql": "echo '2 passed in 0.1s'", "browser": "exit 1" if ends == 1 else "echo '2 passed in 0.1s'"}
    for part, does in parts.items():
        (tmp_path / ".ci" / part).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tmp_path / ".ci" / part).chmod(0o755)
    status = 2 if ends == 2 else 0
    (tmp_path / "Makefile").write_text(f"test:\n\t@echo '{closing}'; exit {status}\n", encoding="utf-8")
    done = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, closing)

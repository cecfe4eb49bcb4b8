"""What all tests share: the same examples of a property at every run, and a way to call the command line."""

from __future__ import annotations

import sys

import pytest
from command_line import Fazhi
from hypothesis import settings
from pytest import CaptureFixture, MonkeyPatch

from pipelines.cli import main

settings.register_profile("fazhi", derandomize=True, deadline=None, database=None)
settings.load_profile("fazhi")


@pytest.fixture
def fazhi(monkeypatch: MonkeyPatch, capsys: CaptureFixture[str]) -> Fazhi:
    """Run `fazhi` with arguments; its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fazhi", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call

"""What one run did, for whoever asked for it. Free of Dagster, so that it can be imported in no time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.model import Finding, Reject
from pipelines.validate.check_result import CheckResult

#: Told of every step: its stage (read, extract, validate, load, check, publish), how much is done, and of how much.
OnEvent = Callable[[str, int, int], None]


class ConfigurationError(ValueError):
    """What was asked for cannot be run at all: one line that names the thing and the way out (exit code 2)."""


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """A finding with the report it is about."""

    path: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What came in, what became of it, and whether it was published.

    `night` is its number. `changed` tells whether anything differs from the night before; where nothing does, what is
    published stays and `published` is true all the same. `vanished` are the paths of reports that left the warehouse.

    `files_in` entries of the raw folder = paths of accepted reports + `rejects` of stage ``read``. `loaded` reports
    were extracted in this run, `unchanged` ones were kept from the published warehouse. `findings` are those of the
    published tables, the gravest first, at most a thousand. `problem` is the one line to show where nothing was
    published, `note` one to show in any case.
    """

    warehouse: Path
    published: bool
    strict: bool
    files_in: int
    loaded: int
    unchanged: int
    rejects: tuple[Reject, ...] = ()
    findings: tuple[ReportFinding, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    table_rows: Mapping[str, int] = field(default_factory=dict)
    table_hashes: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    night: int = 0
    changed: bool = True
    vanished: tuple[str, ...] = ()
    note: str | None = None

    @property
    def failed_checks(self) -> tuple[CheckResult, ...]:
        """The checks that found offenders, whatever their severity."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def exit_code(self) -> int:
        """0 where the warehouse was published, 1 where it was left as it was."""
        return 0 if self.published else 1

"""What one check said: the same noun for Great Expectations on frames and for SQL on the star."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.model import Severity

Layer = Literal["frame", "sql"]
Scope = Literal["whole", "changed"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one table. `offenders` counts the rows that break it and `sample` shows one of them.

    `scope` says whether it looked at the whole or at what the night read (``changed``).

    A failed check of severity ``error`` blocks publishing; any other is kept and shown. Nothing in here depends on the
    clock, so the same warehouse gives the same results.

    >>> CheckResult("fact_id_unique", "fact_indicator", "sql", "error", 0, "A fact stands once.").passed
    True
    """

    check: str
    table: str
    layer: Layer
    severity: Severity
    offenders: int
    message: str
    sample: str | None = None
    scope: Scope = "whole"

    @property
    def passed(self) -> bool:
        """Whether nothing broke the check."""
        return self.offenders == 0

    @property
    def blocks(self) -> bool:
        """Whether the result forbids publishing."""
        return self.severity == "error" and not self.passed

"""What frames a night: the lock, and its first and last line in the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.load.history import next_number
from pipelines.load.journal import write_line
from pipelines.load.lock import Holder, writer_lock

if TYPE_CHECKING:
    from assets.resources import Night


@dataclass(slots=True)
class Framed:
    """A night under way: its number, the writer that died before it, if any, and how it ends.

    `line` is what its last line in the journal will say of it, `problem` why nothing was published.
    """

    number: int
    dead: Holder | None = None
    line: Mapping[str, Any] = field(default_factory=lambda: {"outcome": "failed", "failed_checks": []})
    problem: str | None = None


@contextmanager
def one_night(warehouse: Path) -> Iterator[Framed]:
    """Hold the lock of the warehouse; the journal tells that the night began, and at the end what became of it.

    Raises:
        WarehouseBusy: another writer is at work.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with writer_lock(warehouse, now) as dead:
        framed = Framed(next_number(warehouse), dead)
        write_line(warehouse, {"night": framed.number, "started_at": now})
        try:
            yield framed
        finally:
            write_line(warehouse, {"night": framed.number, **framed.line, "problem": framed.problem})


def how_it_ended(night: Night) -> dict[str, Any]:
    """What the job leaves to be said of a night, however far it came."""
    checks = night.remembered_checks()
    failed = [] if night.is_quiet else [asdict(check) for check in checks if not check.passed]
    refused = any(check.blocks or (night.strict and not check.passed) for check in checks)
    if night.noted("published") is not None:
        outcome = "unchanged" if night.is_quiet else "published"
    else:
        outcome = "refused" if refused or night.noted("refused") else "failed"
    line = {"outcome": outcome, "failed_checks": failed if outcome == "refused" else []}
    return line | (night.noted("told") or {})

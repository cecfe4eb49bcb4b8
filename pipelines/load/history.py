"""The last published warehouses, kept whole under the numbers of their nights, and the way back to one of them.

What a kept file is, it says itself (`load_info`): there is no index that could disagree. A kept file is the published
file under a second name where the file system has links, so that keeping costs nothing.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.load.disk import link_or_copy, to_disk
from pipelines.load.errors import NightUnknown
from pipelines.load.journal import journal, write_line
from pipelines.load.lock import writer_lock
from pipelines.load.places import history_path
from pipelines.load.published import night_of

#: Published warehouses kept beside the current one.
KEPT = 7
_NAME = re.compile(r"(\d{6,})\.duckdb")


@dataclass(frozen=True, slots=True)
class Night:
    """A night: its number, when it began (ISO 8601), how it ended, and the file that is kept of it, if any.

    `current` tells whether it is the one published now.
    """

    number: int
    started_at: str
    outcome: str
    changed: int | None
    vanished: int | None
    facts: int | None
    problem: str | None
    file: Path | None
    current: bool


def kept_files(warehouse: Path) -> dict[int, Path]:
    """The kept files by the numbers of their nights, oldest first; the current one is among them after a rollback."""
    folder = history_path(warehouse)
    found = {int(m[1]): path for path in folder.glob("*.duckdb") if (m := _NAME.fullmatch(path.name))}
    return dict(sorted(found.items()))


def history(warehouse: Path) -> list[Night]:
    """Every night of which anything is known, the latest first."""
    current, kept = night_of(warehouse), kept_files(warehouse)
    lines = {line["night"]: line for line in journal(warehouse)}
    numbers = lines.keys() | kept.keys() | ({current} if current is not None else set())
    return [
        _night(number, lines.get(number, {}), warehouse if number == current else kept.get(number), number == current)
        for number in sorted(numbers, reverse=True)
    ]


def file_of(warehouse: Path, night: int) -> Path:
    """The file that holds what was published in *night*.

    Raises:
        NightUnknown: none is kept; the message lists those that are.
    """
    current, kept = night_of(warehouse), kept_files(warehouse)
    if night == current:
        return warehouse
    if night not in kept:
        raise NightUnknown(night, sorted({*kept, *([current] if current is not None else [])}))
    return kept[night]


def next_number(warehouse: Path) -> int:
    """The number of the night that begins now: one more than any that was ever heard of."""
    known = [*kept_files(warehouse), *(line["night"] for line in journal(warehouse)), night_of(warehouse) or 0]
    return max(known, default=0) + 1


def keep(warehouse: Path) -> None:
    """Keep what is published now under the number of its night; nothing where nothing readable is published."""
    night = night_of(warehouse)
    if night is not None:
        place = history_path(warehouse) / f"{night:06}.duckdb"
        place.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(warehouse, place)


def prune(warehouse: Path, kept: int = KEPT) -> None:
    """Drop all but the newest *kept* files beside the current one, and whatever a killed night left half made."""
    current = night_of(warehouse)
    earlier = [path for night, path in kept_files(warehouse).items() if night != current]
    for path in earlier[: max(0, len(earlier) - kept)]:
        path.unlink(missing_ok=True)
    for draft in history_path(warehouse).glob(".*.tmp"):
        draft.unlink(missing_ok=True)


def rollback(warehouse: Path, now: str, night: int | None = None) -> int:
    """Publish again what was published in *night*, or else the one before the current; returns its number.

    One swap, like any publishing: readers see the one or the other. The current file is kept, the rollback is written
    down in the journal as a night of its own.

    Raises:
        NightUnknown: no such file is kept.
        WarehouseBusy: a night is under way.
    """
    with writer_lock(warehouse, now, "rollback"):
        current, kept = night_of(warehouse), kept_files(warehouse)
        earlier = [number for number in kept if current is None or number < current]
        target = night if night is not None else max(earlier, default=None)
        if target is None or (target not in kept and target != current):
            raise NightUnknown(target, sorted({*kept, *([current] if current is not None else [])}))
        if target != current:
            keep(warehouse)
            swap = history_path(warehouse) / ".rollback.tmp"
            swap.unlink(missing_ok=True)
            link_or_copy(kept[target], swap)
            warehouse.with_name(f"{warehouse.name}.wal").unlink(missing_ok=True)
            os.replace(swap, warehouse)
            to_disk(warehouse.parent)
        told = f"回到第 {target} 夜 (back to night {target})"
        line = {"night": next_number(warehouse), "started_at": now, "outcome": "rollback", "problem": told}
        write_line(warehouse, line)
        return target


def _night(number: int, line: dict[str, object], file: Path | None, current: bool) -> Night:
    def count(name: str) -> int | None:
        value = line.get(name)
        return value if isinstance(value, int) else None

    problem, outcome = line.get("problem"), line.get("outcome")
    if outcome is None or (outcome == "broken_off" and file is not None):
        outcome = "published"  # killed between its swap and its last line
    return Night(
        number, str(line.get("started_at", "")), str(outcome), count("changed"),
        count("vanished"), count("facts"), None if problem is None else str(problem), file, current,
    )  # fmt: skip

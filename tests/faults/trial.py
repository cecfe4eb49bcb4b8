"""A trial: a night that is disturbed, and the next one, which must heal without help.

Every trial starts from the same yesterday: a warehouse that was published from its reports. Today some reports are
new, some changed, one was renamed and one is gone. What an undisturbed night makes of that is known. After the
disturbed night what is published must be whole, and yesterday's or today's; after the next one it must be today's,
row for row. Nights are real processes: ``python -m pipelines.cli run``, in a copy of the code, so that whoever edits it
meanwhile is no fault of the trial.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from generated_reports import report_path, write_reports

from pipelines.load.hashes import CLOCK_TABLES, table_hashes

ROOT = Path(__file__).resolve().parents[2]
INJECT = Path(__file__).parent / "inject"
#: Reports of yesterday. Of them one changed, one was renamed and one is gone today.
OLD = 24
#: Reports that are new today: so many that workers are worth it.
NEW = 136


class Disturbed(AssertionError):
    """A promise that was not kept, in one sentence."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a night ended: its exit code (negative: the signal), and what it said."""

    code: int
    said: str


@dataclass(slots=True)
class Site:
    """Where nights run: a raw folder, a warehouse, and the tree whose code runs."""

    folder: Path
    raw: Path
    tree: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse" / "w.duckdb"

    @property
    def mark(self) -> Path:
        """Is there when the fault has struck."""
        return self.folder / "struck"

    def night(self, fault: Mapping[str, str] | None = None, *options: str, seconds: int = 300) -> Ended:
        """One night, with a fault as `inject` reads it."""
        environment = {**os.environ, "PYTHONPATH": str(INJECT), "FAULT_MARK": str(self.mark), **(fault or {})}
        told = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "run", "--raw", self.raw, "--warehouse", self.warehouse, *options],
            cwd=self.tree, env=environment, capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
        return Ended(told.returncode, told.stdout + told.stderr)

    def healed(self) -> Ended:
        """The next night, which nothing disturbs.

        Raises:
            Disturbed: it does not publish.
        """
        ended = self.night()
        if ended.code != 0:
            raise Disturbed(f"the next night ended with {ended.code}: {ended.said[-600:]}")
        return ended

    def left_over(self) -> list[str]:
        """What stands beside the warehouse and does not belong there."""
        known = {self.warehouse.name, f"{self.warehouse.name}.history"}
        return sorted(path.name for path in self.warehouse.parent.iterdir() if path.name not in known)


@dataclass(frozen=True, slots=True)
class Template:
    """Yesterday and today, made once: what trials start from and what they must come to."""

    folder: Path
    yesterday: Mapping[str, str] = field(default_factory=dict)
    today: Mapping[str, str] = field(default_factory=dict)

    @property
    def undisturbed(self) -> Path:
        """The warehouse that an undisturbed night publishes today."""
        return self.folder / "undisturbed" / "warehouse" / "w.duckdb"

    @property
    def raw_today(self) -> Path:
        """The raw folder of today."""
        return self.folder / "raw"

    @property
    def tree(self) -> Path:
        """The copy of the code."""
        return self.folder / "tree"

    @property
    def published_yesterday(self) -> Path:
        """The folder with the warehouse of yesterday."""
        return self.folder / "yesterday" / "warehouse"

    def site(self, folder: Path) -> Site:
        """A place for a trial, as yesterday left it."""
        folder.mkdir(parents=True)
        shutil.copytree(self.published_yesterday, folder / "warehouse")
        return Site(folder, self.raw_today, self.tree)


def make_template(folder: Path, new: int = NEW) -> Template:
    """Publish yesterday, change the raw folder (*new* reports come), and let an undisturbed night publish today."""
    template = Template(folder)
    raw = template.raw_today
    write_reports(raw, range(OLD))
    copy_code(template.tree)
    yesterday = Site(folder / "yesterday", raw, template.tree)
    yesterday.folder.mkdir()
    yesterday.healed()
    change(raw, new)
    undisturbed = template.site(folder / "undisturbed")
    undisturbed.healed()
    return Template(folder, table_hashes(yesterday.warehouse), table_hashes(undisturbed.warehouse))


def copy_code(tree: Path) -> None:
    """Copy what runs to *tree*."""
    for package in ("pipelines", "assets", "sql"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))


def change(raw: Path, new: int) -> None:
    """What happens to the raw folder between yesterday and today."""
    write_reports(raw, range(OLD, OLD + new))
    write_reports(raw, [0], edition=1)
    report_path(raw, 1).rename(raw / "renamed.txt")
    report_path(raw, 2).unlink()


def prove_whole(site: Site, template: Template) -> str:
    """Which of both is published after a disturbed night: ``yesterday`` or ``today``.

    Raises:
        Disturbed: neither, or it cannot be read.
    """
    try:
        found = table_hashes(site.warehouse)
    except Exception as error:
        raise Disturbed(f"what is published cannot be read: {error}") from error
    for name, hashes in (("yesterday", template.yesterday), ("today", template.today)):
        if found == hashes:
            return name
    raise Disturbed("what is published is neither yesterday's nor today's")


def lost_and_doubled(expected: Path, found: Path) -> tuple[int, int]:
    """Rows of *expected* that *found* lacks, and rows that it has too many; summed over the tables of both."""
    lost = doubled = 0
    with duckdb.connect() as connection:
        for name, path in (("e", expected), ("f", found)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = [
            table
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'e' order by all"
            ).fetchall()
            if table not in CLOCK_TABLES
        ]
        for table in tables:
            columns = ", ".join(
                f'"{name}"'
                for (name,) in connection.execute(
                    "select column_name from duckdb_columns() where database_name = 'e' and table_name = ?", [table]
                ).fetchall()
            )
            one, other = (f'select {columns} from {side}.main."{table}"' for side in "ef")
            [(missing,)] = connection.execute(f"select count(*) from ({one} except all {other})").fetchall()
            [(more,)] = connection.execute(f"select count(*) from ({other} except all {one})").fetchall()
            lost, doubled = lost + missing, doubled + more
    return lost, doubled

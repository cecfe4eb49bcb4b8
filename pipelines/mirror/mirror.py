"""Copy the published warehouse into a schema of PostgreSQL: star, marts, comments, keys, in one transaction.

Readers see the mirror as it was until it is committed, and then the new one; a mirror that breaks off leaves nothing
behind. Only the parts that differ are replaced (`pipelines.mirror.parts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipelines.load.errors import WarehouseOutdated
from pipelines.load.snapshot import Snapshot, snapshot
from pipelines.mirror import relations as rel
from pipelines.mirror.address import Address, parse_address
from pipelines.mirror.errors import EncodingWrong, MirrorBusy
from pipelines.mirror.parts import CHANGED, STATE, changed, digests, held
from pipelines.mirror.session import Session, name, transaction
from pipelines.mirror.tables import VIEWS, Table, mirrored

if TYPE_CHECKING:
    import polars as pl

_STATE_COMMENT = "镜像所含的各部分 / Parts that the mirror holds, so that only those that differ are replaced"
#: The kind of the rows of the state that say which tables and views a mirror made.
_MADE = "relation"


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a mirror did: rows written by table, and how many reports were replaced, of how many."""

    schema: str
    shown: str
    rows: dict[str, int]
    reports_changed: int
    reports: int


def mirror(warehouse: Path, url: str, schema: str = "fazhi") -> Mirrored:
    """Bring the mirror of *warehouse* in *schema* of the database at *url* up to date.

    Raises:
        MirrorBusy: another process is at it (exit code 3).
        MirrorError: the address, the server, its rights or its tables are at fault; the mirror is as it was.
        WarehouseError: there is no warehouse, or none that can be read.
    """
    address = parse_address(url)
    with (
        TemporaryDirectory(prefix="fazhi-mirror-") as spill,
        snapshot(warehouse, Path(spill)) as night,
        transaction(address, schema) as session,
    ):
        _enter(session, address, schema)
        return _Work(session, schema, night).done(address)


class _Work:
    """One mirror being written: what both sides hold, and the steps in their order."""

    def __init__(self, session: Session, schema: str, night: Snapshot) -> None:
        import polars as pl

        self.session, self.schema, self.night = session, schema, night
        self.tables = mirrored(night)
        self.views = [view for view in VIEWS if view in night.tables]
        state = held(session, schema)
        self.made = dict(state.filter(pl.col("kind") == _MADE).select("key", "digest").iter_rows())
        self.before = state.filter(pl.col("kind") != _MADE)
        self.there = rel.relations(session, schema)
        #: The keys that hold, of the tables that are written.
        self.keys: dict[str, tuple[str, ...]] = {}

    def done(self, address: Address) -> Mirrored:
        import polars as pl

        wanted = [*(table.name for table in self.tables), *self.views]
        rel.refuse_occupied(self.schema, wanted, self.there, set(self.made))
        now = digests(self.night, self.tables)
        differing = self._differing(now)
        granted = self._drop_stale(wanted)
        new = {table.name: self._shape(table) for table in self.tables}
        rows = self._replace(differing, new)
        for table in self.tables:
            if new[table.name] or rows.get(table.name):
                rel.complete(self.session, self.schema, table, self.keys.get(table.name, ()))
        for view, grants in granted.items():
            rel.make_view(self.session, self.schema, view, grants)
        self._describe(wanted)
        self._remember(differing, wanted)
        of_reports = pl.col("kind") == "report"
        return Mirrored(
            self.schema, address.shown, rows, differing.filter(of_reports).height, now.filter(of_reports).height
        )

    def _differing(self, now: pl.DataFrame) -> pl.DataFrame:
        """The parts to replace: those that differ, and of a table that is not there all."""
        import polars as pl

        missing = [table for table in self.tables if table.name not in self.there]
        kinds = [table.part for table in missing if table.part_column]
        lost = pl.col("kind").is_in(kinds) | pl.col("key").is_in([table.name for table in missing])
        return pl.concat([changed(self.before, now), now.filter(lost)]).unique(maintain_order=True)

    def _drop_stale(self, wanted: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Drop what is no longer wanted, and each view that must be made anew; the views to make, with their grants."""
        fitting = all(rel.fits(table, self.there.get(table.name)) for table in self.tables)
        granted: dict[str, list[tuple[str, str]]] = {}
        for view in self.views:
            if view not in self.there:
                granted[view] = []
            elif not fitting or self.made.get(view) != rel.view_digest(view) or not self.there[view].view:
                granted[view] = rel.grants(self.session, self.schema, view)
                self._drop(view)
        for table in self.tables:
            if table.name in self.there and self.there[table.name].view:
                self._drop(table.name)
        for relation in sorted(self.made.keys() & self.there.keys() - set(wanted)):
            self._drop(relation)
        return granted

    def _drop(self, relation: str) -> None:
        rel.drop(self.session, self.schema, relation, self.there.pop(relation))

    def _shape(self, table: Table) -> bool:
        return rel.shape(self.session, self.schema, table, self.there.get(table.name))

    def _replace(self, differing: pl.DataFrame, new: dict[str, bool]) -> dict[str, int]:
        """Replace the rows of the parts that differ; the rows written by table."""
        import polars as pl

        self.session.run(f"create temporary table {CHANGED} (kind text, key text, digest text) on commit drop")
        self.session.load(CHANGED, differing.to_arrow(compat_level=pl.CompatLevel.oldest()), temporary=True)
        self.session.run(f"analyze {CHANGED}")
        rows: dict[str, int] = {}
        self.night.lend(CHANGED, differing)
        for table in self.tables:
            keys = differing.filter(pl.col("kind") == table.part)["key"]
            mine = keys if table.part_column else keys.filter(keys == table.name)
            if mine.len():
                chosen = self._condition(table, "" in mine)
                self.keys[table.name] = self.night.key_of(table.name)
                if not self.keys[table.name]:
                    rel.drop_key(self.session, self.schema, table.name)
                if not new[table.name]:
                    self.session.run(f"delete from {name(self.schema, table.name)} where {chosen}")
                batches = self.night.batches(f"{table.select} where {chosen}")
                rows[table.name] = self.session.load(table.name, batches)
        return rows

    def _condition(self, table: Table, unkeyed: bool) -> str:
        """Which rows of *table* belong to the parts that differ, in the SQL of either database."""
        if not table.part_column:
            return "true"
        column = name(table.part_column)
        chosen = f"{column} in (select key from {CHANGED} where kind = '{table.part}')"
        return f"({chosen} or {column} is null)" if unkeyed else chosen

    def _describe(self, wanted: Sequence[str]) -> None:
        there = rel.relations(self.session, self.schema)
        for relation in wanted:
            table = self.night.tables[relation]
            if there[relation].columns.keys() != {column.name for column in table.columns}:
                raise WarehouseOutdated(self.night.warehouse, relation)
            rel.describe(self.session, self.schema, table, there[relation])

    def _remember(self, differing: pl.DataFrame, wanted: Sequence[str]) -> None:
        import polars as pl

        state = name(self.schema, STATE)
        made = [(_MADE, relation, rel.view_digest(relation) if relation in self.views else "") for relation in wanted]
        self.session.run(
            f"delete from {state} where (kind, key) in (select kind, key from {CHANGED}) or kind = '{_MADE}'"
        )
        frame = differing.filter(pl.col("digest").is_not_null())
        known = frame.vstack(pl.DataFrame(made, schema=frame.schema, orient="row"))
        self.session.load(STATE, known.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _enter(session: Session, address: Address, schema: str) -> None:
    """Take the lock, and see to it that the schema and its state are there.

    Raises:
        EncodingWrong, MirrorBusy, NotAllowed.
    """
    [(encoding,)] = session.rows("select current_setting('server_encoding')")
    if encoding != "UTF8":
        raise EncodingWrong(address.shown, encoding)
    [(taken,)] = session.rows("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"fazhi mirror {schema}")
    if not taken:
        raise MirrorBusy(schema)
    if not session.rows("select 1 from pg_namespace where nspname = $1", schema):
        session.run(f"create schema {name(schema)}")
    session.run(f"set local search_path to {name(schema)}")
    if STATE not in rel.relations(session, schema):
        place = name(schema, STATE)
        session.run(f"create table {place} (kind text, key text, digest text not null, primary key (kind, key))")
        session.run(f"comment on table {place} is '{_STATE_COMMENT}'")

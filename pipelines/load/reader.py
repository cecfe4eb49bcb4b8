"""The published warehouse for a program that runs on: the night last published, never two nights in one answer.

DuckDB keeps one instance a path in a process: a new connection sees the old file as long as any connection to that
path is open. So each published file gets an instance of its own in memory, to which the file is attached read-only;
an instance is told from the next by the identity of its file and is closed when its last desk is given back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipelines.load.errors import QueryTooSlow, WarehouseUnreadable
from pipelines.load.identity import Identity, identity
from pipelines.load.query import asked, framed
from pipelines.load.schema import attached, first_line
from pipelines.load.time_limit import TimeLimit

if TYPE_CHECKING:
    import duckdb
    import polars as pl

#: How often a file may be replaced while it is being opened before that is called unreadable.
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """What a question gives, in memory: names and SQL types of the columns, and the rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A place to read one published file at; all questions asked at it together have until *deadline* (monotonic)."""

    night: Identity
    _warehouse: Path
    _connection: duckdb.DuckDBPyConnection
    _seconds: float
    _deadline: float
    _kept: dict[str, Rows]

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None, limit: int | None = None) -> Rows:
        """The rows that *sql* gives, at most *limit*.

        Raises:
            QueryRefused, QueryTooSlow, WarehouseOutdated: as `pipelines.load.query.query`.
        """
        with self._in_time(), asked(self._connection, self._warehouse, sql, limit, parameters) as answer:
            return Rows(answer.columns, answer.types, list(answer.rows))

    def kept(self, sql: str) -> Rows:
        """The rows that *sql* gives, asked once and remembered as long as the file is read: for short lists only."""
        found = self._kept.get(sql)
        if found is None:
            found = self._kept[sql] = self.rows(sql)
        return found

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The same as a Polars frame, with the types of the warehouse."""
        with self._in_time():
            return framed(self._connection, self._warehouse, sql, parameters)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Whoever is stopped is told how many seconds there were for all questions together."""
        if monotonic() > self._deadline:
            raise QueryTooSlow(self._seconds)
        try:
            yield
        except QueryTooSlow as error:
            raise QueryTooSlow(self._seconds) from error


class Reader:
    """Gives desks at the file that is published at the moment; safe to use from many threads.

    ::

        reader = Reader(Path("warehouse/fazhi.duckdb"))
        with reader.desk() as desk:
            desk.rows("select count(*) from dim_report where report_year = $year", {"year": 2023})
    """

    def __init__(self, warehouse: Path, *, seconds: float = 10, threads: int = 1, memory: str = "2GB") -> None:
        """*seconds* for all questions of a desk, *threads* of DuckDB for a question, *memory* for all together."""
        self.warehouse = warehouse
        self.seconds = seconds
        self._config: dict[str, Any] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": "",
        }
        self._lock = Lock()
        self._current: _Instance | None = None

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk at the file that is published now; it stays at that file, whatever is published meanwhile.

        Raises:
            WarehouseMissing: nothing is published.
            WarehouseUnreadable: the file is no warehouse.
        """
        instance = self._taken()
        try:
            connection = instance.connection()
            try:
                until = monotonic() + self.seconds
                with TimeLimit(self.seconds, connection.interrupt):
                    yield Desk(instance.night, self.warehouse, connection, self.seconds, until, instance.kept)
            finally:
                instance.give_back(connection)
        finally:
            self._left(instance)

    def close(self) -> None:
        """Close what no desk uses."""
        with self._lock:
            current, self._current = self._current, None
            if current is not None:
                current.close_if_idle(retired=True)

    def _taken(self) -> _Instance:
        """The instance of the file that is published now, opened if need be, and one user more of it."""
        night = identity(self.warehouse)
        with self._lock:
            if self._current is None or self._current.night != night:
                old, self._current = self._current, None
                if old is not None:
                    old.close_if_idle(retired=True)
                self._current = _Instance.opened(self.warehouse, self._config)
            self._current.users += 1
            return self._current

    def _left(self, instance: _Instance) -> None:
        with self._lock:
            instance.users -= 1
            instance.close_if_idle()


class _Instance:
    """One DuckDB over one published file. `users` and `retired` change only under the lock of its reader."""

    def __init__(self, night: Identity, root: duckdb.DuckDBPyConnection) -> None:
        self.night = night
        self.users = 0
        self.kept: dict[str, Rows] = {}
        self._retired = False
        self._root = root
        self._idle: list[duckdb.DuckDBPyConnection] = []

    @classmethod
    def opened(cls, warehouse: Path, config: Mapping[str, Any]) -> _Instance:
        """The file at *warehouse*; the same before and after, so that the identity is that of what was opened."""
        import duckdb

        for _ in range(_TRIES):
            night = identity(warehouse)
            try:
                root = attached(warehouse.absolute(), config)
            except duckdb.Error as error:
                raise WarehouseUnreadable(warehouse, first_line(error)) from error
            if identity(warehouse) == night:
                return cls(night, root)
            root.close()
        raise WarehouseUnreadable(warehouse, "文件不断被替换 (the file is being replaced all the time)")

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection of one's own; those given back are lent again (list.append and pop need no lock)."""
        try:
            return self._idle.pop()
        except IndexError:
            connection = self._root.cursor()
            connection.execute("use warehouse")
            return connection

    def give_back(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._idle.append(connection)

    def close_if_idle(self, retired: bool = False) -> None:
        self._retired = self._retired or retired
        if self._retired and not self.users:
            for connection in self._idle:
                connection.close()
            self._root.close()

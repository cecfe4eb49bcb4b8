"""One transaction in PostgreSQL through ADBC: statements, rows as frames, and bulk loads by binary COPY."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.mirror.address import Address
from pipelines.mirror.errors import DriverMissing, MirrorError, NotAllowed, ServerRefused, ServerUnreachable

if TYPE_CHECKING:
    import polars as pl
    import pyarrow

#: How long a statement waits for a lock that someone else holds before the mirror gives up.
_LOCK_TIMEOUT = "60s"
_NOT_ALLOWED = "42501"


class Session:
    """The open transaction; whatever fails in it is a `MirrorError`."""

    def __init__(self, cursor: Any, address: Address, schema: str) -> None:
        self._cursor, self._address, self._schema = cursor, address, schema

    def run(self, sql: str, *parameters: object) -> None:
        """Run one statement; ``$1`` and so on are *parameters*."""
        with self._told():
            self._cursor.execute(sql, list(parameters) or None)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with self._told():
            self._cursor.execute(sql, list(parameters) or None)
            rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def frame(self, sql: str) -> pl.DataFrame:
        """All rows of one query as a frame."""
        import polars as pl

        with self._told():
            self._cursor.execute(sql)
            return pl.DataFrame(pl.from_arrow(self._cursor.fetch_arrow_table()))

    def load(self, table: str, rows: pyarrow.RecordBatchReader | pyarrow.Table, temporary: bool = False) -> int:
        """Append *rows* to *table* by binary COPY, batch by batch; their number."""
        place = {"temporary": True} if temporary else {"db_schema_name": self._schema}
        with self._told():
            return int(self._cursor.adbc_ingest(table, rows, mode="append", **place))

    @contextmanager
    def _told(self) -> Iterator[None]:
        import adbc_driver_postgresql.dbapi as adbc

        try:
            yield
        except adbc.Error as error:
            raise self._sentence(error) from error

    def _sentence(self, error: Exception) -> MirrorError:
        problem = self._address.without_secrets(_first(str(error)))
        if getattr(error, "sqlstate", None) == _NOT_ALLOWED:
            return NotAllowed(self._address.shown, self._schema, problem)
        return ServerRefused(self._address.shown, problem)


@contextmanager
def transaction(address: Address, schema: str) -> Iterator[Session]:
    """A transaction that is committed where the block ends well, and leaves no trace where it does not.

    Raises:
        DriverMissing: the extra that holds the driver was not installed.
        ServerUnreachable: there is no connection.
        MirrorError: what the block raises; the server's own complaints are among them.
    """
    try:
        import adbc_driver_postgresql.dbapi as adbc
    except ModuleNotFoundError as error:
        raise DriverMissing from error
    try:
        connection = adbc.connect(address.uri)
    except adbc.Error as error:
        raise ServerUnreachable(address.shown, address.without_secrets(_first(str(error)))) from error
    try:
        with connection.cursor() as cursor:
            session = Session(cursor, address, schema)
            session.run(f"set local lock_timeout = '{_LOCK_TIMEOUT}'")
            session.run("set local statement_timeout = 0")
            session.run("set local idle_in_transaction_session_timeout = 0")
            session.run("set local standard_conforming_strings = on")
            yield session
        with session._told():
            connection.commit()
    finally:
        connection.close()


def name(*parts: str) -> str:
    """An identifier of SQL, its parts quoted.

    >>> print(name("fazhi", 'odd "name'))
    "fazhi"."odd ""name"
    """
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(text: str) -> str:
    """A string literal of SQL, for statements that take no parameters.

    >>> print(literal("it's"))
    'it\'\'s'
    """
    return "'" + text.replace("'", "''") + "'"


def names(parts: Sequence[str]) -> str:
    """Several identifiers, as a list of columns."""
    return ", ".join(name(part) for part in parts)


def _first(message: str) -> str:
    """The sentence of the server in the message of the driver."""
    for opening in ("FATAL:", "ERROR:", "Failed to connect:"):
        _, found, after = message.partition(opening)
        if found:
            message = after
            break
    return (message.strip().splitlines() or [""])[0].strip()

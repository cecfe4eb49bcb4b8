"""The SQL of the house and the connection that may write: how a warehouse file is opened and what stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.load.errors import SqlFileBroken

if TYPE_CHECKING:
    import duckdb

SQL = Path(__file__).resolve().parents[2] / "sql"
#: Files of this format are read by every DuckDB driver since 1.2, which BI tools still ship.
STORAGE = "v1.2.0"
#: What DuckDB may hold in memory while it writes; the rest it spills beside the candidate.
MEMORY = "1GB"
#: No extension is ever fetched: what the wheel holds is enough.
CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def sql_files(folder: str) -> tuple[Path, ...]:
    """The SQL files of a folder below ``sql/``, by name.

    >>> "dim_report" in [path.stem for path in sql_files("schema")]
    True
    """
    return tuple(sorted((SQL / folder).glob("*.sql")))


def run_file(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Run the statements of one SQL file.

    Raises:
        SqlFileBroken: one of them fails; the message names the file.
    """
    import duckdb

    try:
        connection.execute(path.read_text(encoding="utf-8"))
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        raise SqlFileBroken(f"{path.parent.name}/{path.name}", first_line(error)) from error


def first_line(error: Exception) -> str:
    """The first line of what an error says, which is its sentence."""
    return (str(error).splitlines() or [type(error).__name__])[0]


@cache
def schema_version() -> str:
    """SHA-256 (hex) of ``sql/schema``: a warehouse of another version is not carried on but built anew.

    >>> len(schema_version())
    64
    """
    digest = hashlib.sha256()
    for path in sql_files("schema"):
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def load_version() -> str:
    """SHA-256 (hex) of the SQL and the code that load, derive and check: after a change all of it is done anew.

    >>> load_version() == schema_version()
    False
    """
    digest = hashlib.sha256()
    code = Path(__file__).resolve().parent
    for path in (*sorted(SQL.rglob("*.sql")), *sorted(code.glob("*.py")), code.parent / "dimensions.py"):
        if path.parent.name not in ("queries", "page"):
            digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def quoted(path: Path) -> str:
    """*path* as a string literal of SQL: ATTACH takes no parameter.

    >>> quoted(Path("a/it's.duckdb"))
    "'a/it''s.duckdb'"
    """
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are those of the file at *path*, created if missing; closed and on disk afterwards."""
    import duckdb

    spill = path.with_name(f"{path.name}.spill")
    config: dict[str, str | bool | int | float | list[str]] = {**CLOSED, "memory_limit": MEMORY}
    config["temp_directory"] = str(spill)
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute(f"attach {quoted(path)} as warehouse (storage_version '{STORAGE}')")
        connection.execute("use warehouse")
        yield connection
        connection.execute("checkpoint warehouse")
    finally:
        connection.close()


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the file at *path* and can neither write nor reach any other file."""
    import duckdb

    config: dict[str, Any] = {**CLOSED, "enable_external_access": "false", "lock_configuration": "true"}
    connection = duckdb.connect(str(path), read_only=True, config=config)
    try:
        yield connection
    finally:
        connection.close()


def attached(path: Path, config: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """A database in memory, set up by *config*, to which the file at *path* is attached to be read, and no other file.

    Unlike `reading`, it shows what stands at the path now, whatever else in this process has open there.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={**CLOSED, **config})
    try:
        connection.execute(f"attach {quoted(path)} as warehouse (read_only)")
        connection.execute("use warehouse")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def tables_in(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the tables of the file, sorted."""
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and not temporary order by all"
    ).fetchall()
    return [name for (name,) in found]

"""A part of a warehouse under the names of the whole, so that one SQL file serves for either.

The SQL of marts, findings and checks reads tables by their plain names. To run it over what a night touched, the rows
concerned are copied into a database in memory whose tables have the same names; all other tables show through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.load.schema import tables_in

if TYPE_CHECKING:
    import duckdb


@contextmanager
def part_of_warehouse(connection: duckdb.DuckDBPyConnection, conditions: Mapping[str, str]) -> Iterator[None]:
    """Inside, a plain name is a table of the part: the rows under its condition, or the whole where it has none.

    *conditions* map tables to SQL, in which ``warehouse.<table>`` is the whole. What is created inside is gone
    afterwards unless it is carried over from ``part``.
    """
    tables = tables_in(connection)
    connection.execute("attach ':memory:' as part")
    try:
        connection.execute("use part")
        for table in tables:
            if table in conditions:
                connection.execute(f'create table "{table}" as from warehouse."{table}" where {conditions[table]}')
            else:
                connection.execute(f'create view "{table}" as from warehouse.main."{table}"')
        yield
    finally:
        connection.execute("use warehouse")
        connection.execute("detach part")

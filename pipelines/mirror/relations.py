"""Tables and views of a mirror: made, or altered where their shape is another, and never dropped without need.

What is granted on a table, and what others built upon it, stays while it stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.load.comments import TableComment
from pipelines.mirror.errors import SchemaOccupied
from pipelines.mirror.session import Session, literal, name, names
from pipelines.mirror.tables import Table, comment_of, view_statement

_RELATIONS = """
select c.relname::text, c.relkind::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
       coalesce(obj_description(c.oid, 'pg_class'), ''), coalesce(col_description(c.oid, a.attnum), '')
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by c.relname, a.attnum
"""
_PRIMARY_KEYS = """
select c.relname::text, k.conname::text from pg_constraint k join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and k.contype = 'p'
"""
_GRANTS = """
select case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end, g.privilege_type::text
from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
where n.nspname = $1 and c.relname = $2 and g.grantee <> c.relowner
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands in the schema: whether it is a view, its comment, and its columns with type and comment."""

    view: bool
    comment: str
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)


def relations(session: Session, schema: str) -> dict[str, Relation]:
    """Every table and view of *schema*, by name."""
    found: dict[str, Relation] = {}
    for relation, kind, column, column_type, comment, column_comment in session.rows(_RELATIONS, schema):
        there = found.setdefault(relation, Relation(kind != "r", comment))
        if column is not None:
            there.columns[column] = (column_type, column_comment)
    return found


def refuse_occupied(schema: str, wanted: Sequence[str], there: Mapping[str, Relation], made: set[str]) -> None:
    """Refuse to touch what no mirror made.

    Raises:
        SchemaOccupied: it names the table.
    """
    for relation in wanted:
        if relation in there and relation not in made:
            raise SchemaOccupied(schema, relation)


def shape(session: Session, schema: str, table: Table, there: Relation | None) -> bool:
    """Give *table* its columns; whether it was made anew."""
    place = name(schema, table.name)
    if there is None:
        columns = ", ".join(f"{name(column.name)} {column.type}" for column in table.columns)
        session.run(f"create table {place} ({columns})")
        return True
    for change in _changes(table, there):
        session.run(f"alter table {place} {change}")
    return False


def fits(table: Table, there: Relation | None) -> bool:
    """Whether the table that is there has the columns of *table*, in whatever order."""
    return there is not None and not list(_changes(table, there))


def drop(session: Session, schema: str, relation: str, there: Relation) -> None:
    """Drop what the warehouse has no longer; what others built upon it makes the server refuse."""
    session.run(f"drop {'view' if there.view else 'table'} {name(schema, relation)}")


def drop_key(session: Session, schema: str, table: str) -> None:
    """Take the primary key off *table*, if it has one."""
    for relation, constraint in session.rows(_PRIMARY_KEYS, schema):
        if relation == table:
            session.run(f"alter table {name(schema, table)} drop constraint {name(constraint)}")


def complete(session: Session, schema: str, table: Table, key: tuple[str, ...]) -> None:
    """Give a loaded table the *key* and the indexes that it lacks: made once over all rows, they cost the least."""
    keyed = {relation for relation, _ in session.rows(_PRIMARY_KEYS, schema)}
    place = name(schema, table.name)
    if key and table.name not in keyed:
        session.run(f"alter table {place} add primary key ({names(key)})")
    for columns in table.indexes(key):
        index = name("_".join((table.name, *columns)))
        session.run(f"create index if not exists {index} on {place} ({names(columns)})")
    session.run(f"analyze {place}")


def describe(session: Session, schema: str, table: TableComment, there: Relation) -> None:
    """Set the comments that are not as the warehouse has them."""
    place, kind = name(schema, table.name), "view" if there.view else "table"
    if there.comment != comment_of(table):
        session.run(f"comment on {kind} {place} is {literal(comment_of(table))}")
    for column in table.columns:
        _, said = there.columns[column.name]
        if said != comment_of(column):
            session.run(f"comment on column {place}.{name(column.name)} is {literal(comment_of(column))}")


def view_digest(mart: str) -> str:
    """The digest of the SQL of a mart that is a view here too."""
    return hashlib.sha256(view_statement(mart).encode()).hexdigest()


def grants(session: Session, schema: str, view: str) -> list[tuple[str, str]]:
    """Who may do what with *view*, its owner aside."""
    return session.rows(_GRANTS, schema, view)


def make_view(session: Session, schema: str, mart: str, granted: Sequence[tuple[str, str]]) -> None:
    """Make the view of *mart*, with what was granted on the one before."""
    session.run(f"create view {name(schema, mart)} as {view_statement(mart)}")
    for grantee, privilege in granted:
        session.run(f"grant {privilege} on {name(schema, mart)} to {grantee}")


def _changes(table: Table, there: Relation) -> Iterator[str]:
    wanted = {column.name: column.type for column in table.columns}
    for column, (kind, _) in there.columns.items():
        if wanted.get(column) != kind:
            yield f"drop column {name(column)}"
    for column, kind in wanted.items():
        if column not in there.columns or there.columns[column][0] != kind:
            yield f"add column {name(column)} {kind}"

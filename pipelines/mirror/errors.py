"""What can go wrong with a mirror, each in one sentence that names the thing and the way out, and never a password."""

from __future__ import annotations


class MirrorError(Exception):
    """Anything about a mirror that a person can be told in one sentence."""


class AddressWrong(MirrorError):
    """What was given is no address of a PostgreSQL database."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "PostgreSQL 地址有误，应形如 postgresql://用户@主机/数据库"
            f" (not an address such as postgresql://user@host/database): {problem}"
        )


class DriverMissing(MirrorError):
    """The driver of PostgreSQL is an extra of the package and was not installed."""

    def __init__(self) -> None:
        super().__init__(
            "未安装 PostgreSQL 驱动，请运行 pip install 'fazhi[bi]'"
            " (the driver of PostgreSQL is missing: install the extra bi)"
        )


class ServerUnreachable(MirrorError):
    """No connection: the server is down, or refuses the user, the password or the database."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(f"无法连接 PostgreSQL (cannot connect to PostgreSQL) {address}: {problem}")


class ServerRefused(MirrorError):
    """The server refused a statement, or broke off; the mirror stays as it was."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"PostgreSQL 未接受，镜像不变 (PostgreSQL refused, the mirror stays as it was) {address}: {problem}"
        )


class NotAllowed(MirrorError):
    """The user may not do what the mirror needs."""

    def __init__(self, address: str, schema: str, problem: str) -> None:
        super().__init__(
            "权限不足：用户须能建立模式，或拥有该模式及其中的表"
            f" (the user must be allowed to create the schema {schema}, or own it and its tables) {address}: {problem}"
        )


class EncodingWrong(MirrorError):
    """A database that cannot hold Chinese text as it is."""

    def __init__(self, address: str, encoding: str) -> None:
        super().__init__(
            f"数据库编码须为 UTF8，而此为 {encoding} (the database must be in UTF8 and is in {encoding}): {address}"
        )


class SchemaOccupied(MirrorError):
    """The schema holds a table of that name which no mirror made."""

    def __init__(self, schema: str, table: str) -> None:
        super().__init__(
            f"模式 {schema} 中已有并非镜像建立的 {table}，请用 --schema 另选"
            f" (schema {schema} holds a {table} that no mirror made: choose another with --schema)"
        )


class MirrorBusy(MirrorError):
    """Another mirror is being written into the same schema: whoever came second leaves (exit code 3)."""

    def __init__(self, schema: str) -> None:
        super().__init__(f"另一进程正在写入镜像 {schema} (another process is writing the mirror in schema {schema})")


class TypeUnknown(MirrorError):
    """A column whose type has no counterpart here."""

    def __init__(self, column: str, sql_type: str) -> None:
        super().__init__(f"{column} 的类型 {sql_type} 无对应 (no type of PostgreSQL for {sql_type}): {column}")

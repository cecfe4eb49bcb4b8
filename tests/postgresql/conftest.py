"""A real PostgreSQL: `.ci/postgresql` starts one and says in FAZHI_POSTGRESQL where it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import psycopg
import pytest

_numbers = count(1)


def other_database(server: str, database: str, user: str | None = None) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(server)
    netloc = f"{user}@" if user else parts.netloc
    return f"postgresql://{netloc}/{database}?{parts.query}"


@pytest.fixture(scope="session")
def server() -> str:
    """The address of a superuser."""
    assert "FAZHI_POSTGRESQL" in os.environ, "run these tests by .ci/postgresql, which starts a server"
    return os.environ["FAZHI_POSTGRESQL"]


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """The address of a database of one's own, empty."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name}")  # type: ignore[call-overload]
    yield other_database(server, name)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")  # type: ignore[call-overload]

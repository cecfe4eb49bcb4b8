"""What must hold of the frames before they are loaded, as data: see ``rules/expectations.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pipelines.model import Severity
from pipelines.rules.loader import RuleError, load_yaml

FILE = "expectations.yaml"
_FIELDS = {"check", "table", "expectation", "arguments", "where", "severity", "message", "planted"}
_REQUIRED = _FIELDS - {"where"}
_NUMERIC = {"min_value", "max_value", "value"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation on one frame. `planted` are the values of a row that breaks it, for the test."""

    check: str
    table: str
    expectation: str
    arguments: Mapping[str, Any]
    severity: Severity
    message: str
    planted: Mapping[str, Any]
    where: str | None = None


@cache
def expectations() -> tuple[Expectation, ...]:
    """All expectations, in the order of the file.

    >>> expectations()[0].table
    'dim_report'

    Raises:
        RuleError: an entry is incomplete or says something unknown; the message names it.
    """
    entries = load_yaml(FILE)
    if not isinstance(entries, list):
        raise RuleError(FILE, "file", "is no list of expectations")
    read = tuple(_expectation(entry, number) for number, entry in enumerate(entries, 1))
    names = [one.check for one in read]
    for name in names:
        if names.count(name) > 1:
            raise RuleError(FILE, name, "stands twice")
    return read


def tables() -> tuple[str, ...]:
    """The frames that have expectations, sorted.

    >>> "fact_indicator" in tables()
    True
    """
    return tuple(sorted({one.table for one in expectations()}))


def _expectation(entry: Any, number: int) -> Expectation:
    if not isinstance(entry, dict):
        raise RuleError(FILE, f"entry {number}", "is no mapping")
    name = str(entry.get("check", f"entry {number}"))
    missing, unknown = _REQUIRED - entry.keys(), entry.keys() - _FIELDS
    if missing or unknown:
        raise RuleError(
            FILE, name, f"{'lacks' if missing else 'does not know'} {', '.join(sorted(missing or unknown))}"
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise RuleError(FILE, name, "a check's name consists of a-z, 0-9 and _")
    if entry["severity"] not in get_args(Severity):
        raise RuleError(FILE, name, f"severity is one of {', '.join(get_args(Severity))}")
    if not isinstance(entry["arguments"], dict) or not isinstance(entry["planted"], dict):
        raise RuleError(FILE, name, "arguments and planted are mappings")
    return Expectation(
        check=name,
        table=entry["table"],
        expectation=entry["expectation"],
        arguments={key: _argument(key, value, name) for key, value in entry["arguments"].items()},
        severity=entry["severity"],
        message=entry["message"],
        planted={key: None if value == "null" else value for key, value in entry["planted"].items()},
        where=entry.get("where"),
    )


def _argument(key: str, value: Any, name: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if key not in _NUMERIC:
        return value
    try:
        return float(value) if "." in value else int(value)
    except ValueError as error:
        raise RuleError(FILE, name, f"{key} is no number: {value}") from error

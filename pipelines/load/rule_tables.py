"""Rules that SQL needs, as temporary tables: what stands in ``rules/jumps.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pipelines.rules.loader import RuleError, load_yaml

if TYPE_CHECKING:
    import duckdb

FILE = "jumps.yaml"


@contextmanager
def rule_tables(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Inside, `jump_rule` (factor, floor, tolerance), `jump_nature` and `unit_slip` (unit, ratio) can be read.

    Raises:
        RuleError: the rule file is incomplete or holds something that is no number.
    """
    import polars as pl

    rules = load_yaml(FILE)
    try:
        numbers = {name: _number(name, rules[name]) for name in ("factor", "floor", "tolerance")}
        slips = [(unit, _number(unit, ratio)) for unit, ratio in rules["slips"].items()]
        natures = [str(nature) for nature in rules["natures"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise RuleError(FILE, "file", f"lacks or misshapes {error}") from error
    frames = {
        "jump_rule": pl.DataFrame([numbers]),
        "jump_nature": pl.DataFrame({"nature": natures}, schema={"nature": pl.String}),
        "unit_slip": pl.DataFrame(slips, schema={"unit": pl.String, "ratio": pl.Float64}, orient="row"),
    }
    for name, frame in frames.items():
        connection.register(name, frame)
    try:
        yield
    finally:
        for name in frames:
            connection.unregister(name)


def _number(entry: str, text: object) -> float:
    try:
        return float(Decimal(str(text)))
    except InvalidOperation as error:
        raise RuleError(FILE, entry, f"is no number: {text}") from error

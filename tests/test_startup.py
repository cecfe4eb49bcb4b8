"""A command starts at once: it imports what it needs and nothing heavy. Told by what is imported, not by a clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Libraries each of which costs a tenth of a second or more to import, or would bring one that does.
HEAVY = {
    "adbc_driver_postgresql", "cpca", "dagster", "duckdb", "great_expectations", "jieba", "jinja2", "numpy", "pandas",
    "polars", "psycopg", "pyarrow", "sqlalchemy", "starlette", "uvicorn", "xlsxwriter",
}  # fmt: skip
RULES = {"ahocorasick", "pipelines.extract.facts", "pipelines.rules.indicators", "yaml"}
REPORT = "data/raw/000_76f059c8aa036c63.txt"


def modules_after(*arguments: str) -> set[str]:
    """The modules that `fazhi` with these arguments has imported when it ends."""
    code = (
        "import sys\nfrom pipelines.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    root = Path(__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=root, check=True)
    return set(ran.stderr.splitlines())


@pytest.mark.parametrize("arguments", [("--help",), ("extract", "--help"), ("version", "--help")])
def test_help_reads_no_rule_and_loads_no_library(arguments: tuple[str, ...]) -> None:
    assert not modules_after(*arguments) & (HEAVY | RULES)


def test_extracting_a_report_loads_no_library_of_tables() -> None:
    loaded = modules_after("extract", REPORT)
    assert "pipelines.extract.facts" in loaded
    assert not loaded & HEAVY

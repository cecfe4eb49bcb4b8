"""The README tells the truth: its commands run, and print what it says."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from docs.render import DOCUMENTS, ROOT, prepare, rendered
from pipelines.cli import app
from pipelines.load.schema import sql_files
from pipelines.rules.indicators import Rule, catalogue, parse_line

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_print_what_the_commands_print(name: str, tmp_path: Path) -> None:
    prepare(tmp_path)
    document = (ROOT / name).read_text(encoding="utf-8")
    assert masked(rendered(document, tmp_path)) == masked(document), "run `make docs`"


def masked(document: str) -> str:
    """Without the hashes of the tables, which change with every rule."""
    return re.sub(r"\b[0-9a-f]{12}$", "·" * 12, document, flags=re.MULTILINE)


def test_both_commands_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for command in re.findall(r"\bmake ([a-z-]+)\b", README):
        assert command in targets


def test_the_worked_questions_are_counted() -> None:
    assert f"[{len(sql_files('queries'))} worked questions](docs/queries.md)" in README


def test_every_command_is_told() -> None:
    for command in app.registered_commands:
        assert command.callback and f"`fazhi {command.callback.__name__}" in README


def test_the_rule_shown_to_lawyers_is_a_rule() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    ((entry,),) = map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```", contributing, re.MULTILINE | re.DOTALL))
    assert entry["code"] in catalogue()
    assert set(entry) <= {field.name for field in fields(Rule)} | {"when"}
    assert all(group.words for line in entry["when"] for group in parse_line(line).groups)


def test_every_file_named_exists() -> None:
    named = re.findall(r"`((?:pipelines|assets|sql|data|tests)/[\w./]*)`", README)
    links = re.findall(r"\]\(([\w/]+\.md)\)", README)
    assert named and links
    assert [name for name in (*named, *links) if not (ROOT / name).exists()] == []

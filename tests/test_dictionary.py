"""The dictionary in the documentation says what the warehouse says."""

from __future__ import annotations

from pathlib import Path

from pipelines.dictionary import dictionary

PATH = Path(__file__).parents[1] / "docs" / "dictionary.md"


def test_the_dictionary_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == dictionary(), "run `python -m pipelines.dictionary docs/dictionary.md`"


def test_every_table_is_explained_row_by_row() -> None:
    sections = dictionary().split("\n## ")[1:-1]
    assert len(sections) >= 17
    for section in sections:
        assert "One row per ." not in section and "\n| `" in section

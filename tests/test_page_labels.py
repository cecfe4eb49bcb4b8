"""Every word of the page in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from published_warehouse import publish_composed

from pipelines.load.reader import Reader
from pipelines.page.labels import FOLDER, LANGUAGES, labels
from pipelines.page.questions import READERS, questions
from pipelines.page.table import CODES, Table
from pipelines.rules.indicators import catalogue

PAGE = FOLDER.parent
#: Columns of questions whose rows are no table of a page.
NEVER_SHOWN = {("facets", name) for name in ("functions", "levels", "provinces")}
SAID = re.compile(r"""say\(\s*['"]([a-z_.]+)['"]\s*\)""")


def test_every_label_has_both_wordings() -> None:
    for key, wordings in labels().items():
        assert len(wordings) == len(LANGUAGES), key
        assert all(isinstance(wording, str) and wording.strip() for wording in wordings), key


def test_no_key_stands_twice() -> None:
    keys = [
        line.partition(":")[0]
        for path in FOLDER.glob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert sorted(keys) == sorted(labels())


def test_every_label_that_the_page_says_is_there() -> None:
    files = [*(PAGE / "templates").glob("*.html"), *PAGE.glob("*.py")]
    said = {key for path in files for key in SAID.findall(path.read_text(encoding="utf-8"))}
    assert len(said) > 60
    assert said <= set(labels())


def test_a_sentence_names_the_same_things_in_both_languages() -> None:
    for key, (zh, en) in labels().items():
        assert zh.count("{}") == en.count("{}"), key


@pytest.mark.parametrize("name", sorted(name for name in questions() if not name.startswith("report")))
def test_a_question_is_asked_in_both_languages_and_its_parameters_are_read(name: str) -> None:
    question = questions()[name]
    assert re.search(r"[\u4e00-\u9fff]", question.zh) and question.en.isascii()
    assert question.zh.strip().endswith("？") and question.en.endswith("?")
    assert question.parameters <= set(READERS)


def test_every_column_that_is_shown_has_a_heading(tmp_path: Path) -> None:
    unsaid: set[tuple[str, str]] = set()
    with Reader(publish_composed(tmp_path)).desk() as desk:
        for name, question in questions().items():
            found = desk.rows(question.sql, {key: [] if key == "agencies" else None for key in question.parameters})
            shown = Table(question, {}, found.columns, found.types, [], "en").shown
            unsaid |= {(name, column.name) for column in shown if f"column.{column.name}" not in labels()}
    assert {(name, column) for name, column in unsaid if not name.startswith("report")} == NEVER_SHOWN


def test_the_codes_of_the_warehouse_have_names() -> None:
    named = {key.removeprefix("value.") for key in labels() if key.startswith("value.")}
    assert {name.partition(".")[0] for name in named} == CODES
    assert {f"category.{indicator.category}" for indicator in catalogue().values()} <= named
    assert {f"nature.{nature}" for nature in ("flow", "stock", "rate", "rank")} <= named


def test_the_checks_of_the_findings_have_names() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in findings_code())
    checks = set(re.findall(r'(?:Finding|_disagreement)\(\s*"([a-z_0-9]+)"', code))
    checks |= set(re.findall(r"\{check: ([a-z_]+),", code))
    assert {"parts_sum", "stated_rate", "rectified_over_found"} <= checks
    assert {f"value.check_name.{check}" for check in checks} <= set(labels())


def findings_code() -> list[Path]:
    package = PAGE.parent
    return [*(package / "validate/findings").glob("*.py"), package / "rules/findings.yaml"]

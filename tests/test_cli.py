"""The command line: what goes to stdout, what to stderr, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest import MonkeyPatch

FIRST = "青溪县司法局2023年法治政府建设年度报告\n全年检查企业120家次,共罚款12.5万元。\n青溪县司法局\n2024年1月15日\n"
SECOND = "白石市水利局2022年度法治政府建设情况报告\n开展培训3期。\n"

Fazhi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports in an order that is not that of their names, and one thing that is no report."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "b.txt").write_text(SECOND, encoding="utf-8")
    (raw / "a.txt").write_text(FIRST, encoding="gb18030")
    (raw / "empty.txt").touch()
    return raw


def test_every_command_is_listed_in_chinese_and_english(fazhi: Fazhi) -> None:
    code, out, _ = fazhi("--help")
    assert code == 0
    for words in ("run", "extract", "explain", "query", "unclaimed", "version", "逐份提取", "read-only"):
        assert words in out


@pytest.mark.parametrize(
    ("arguments", "barred"),
    [
        (["--help"], {"rich.progress", "yaml"}),
        (["extract", "REPORT"], {"great_expectations", "cpca"}),
    ],
)
def test_start_is_light(folder: Path, arguments: list[str], barred: set[str]) -> None:
    arguments = [str(folder / "a.txt") if argument == "REPORT" else argument for argument in arguments]
    heavy = barred | {"polars", "pandas", "duckdb", "dagster", "pyarrow"}
    program = (
        f"import sys; from pipelines.cli import main; sys.argv[1:] = {arguments!r}\n"
        f"try: main()\nexcept SystemExit: print(sorted({heavy!r} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_extract_writes_one_object_a_report_in_the_order_of_the_names(fazhi: Fazhi, folder: Path) -> None:
    code, out, err = fazhi("extract", folder)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["document"] for row in rows] == ["a", "b"]
    assert list(rows[0]) == ["document", "metadata", "quantities", "references", "numerals", "findings"]
    assert f"{folder}/empty.txt: read: " in err
    assert len(err.splitlines()) == 1


def test_extract_keeps_the_order_given(fazhi: Fazhi, folder: Path) -> None:
    _, out, _ = fazhi("extract", folder / "b.txt", folder / "a.txt")
    assert [json.loads(line)["document"] for line in out.splitlines()] == ["b", "a"]


def test_extract_quotes_the_raw_text_and_writes_numbers_as_strings(fazhi: Fazhi, folder: Path) -> None:
    _, out, _ = fazhi("extract", folder / "a.txt")
    row = json.loads(out)
    annotations = [*row["quantities"], *row["references"], *row["numerals"]]
    assert all(FIRST[item["start"] : item["end"]] == item["text"] for item in annotations)
    fines = next(item for item in row["quantities"] if item["text"] == "12.5万元")
    assert (fines["value"], fines["value_max"], fines["unit"]) == ("125000", None, "元")
    assert '""' not in out


def test_extract_to_a_file_is_the_same_and_leaves_nothing_else(fazhi: Fazhi, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    _, out, _ = fazhi("extract", folder)
    assert fazhi("extract", folder, "-o", target)[:2] == (0, "")
    assert target.read_text(encoding="utf-8") == out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "raw"]


def test_extract_that_fails_leaves_the_old_file_as_it_was(fazhi: Fazhi, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("yesterday", encoding="utf-8")
    code, _, err = fazhi("extract", folder / "empty.txt", "-o", target)
    assert code == 2
    assert "空文件" in err
    assert target.read_text(encoding="utf-8") == "yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "raw"]


def test_bad_input_is_a_line_each_and_the_rest_goes_on(fazhi: Fazhi, folder: Path) -> None:
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 16)
    (folder / "cut.txt").write_bytes(SECOND.encode()[:-5])
    (folder / "latin.txt").write_text("no Chinese at all", encoding="utf-8")
    (folder / "x.txt").mkdir()
    (folder / "closed.txt").write_text(SECOND, encoding="utf-8")
    (folder / "closed.txt").chmod(0)
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)
    code, out, err = fazhi("extract", folder)
    assert (code, len(out.splitlines())) == (0, 2)
    refused = sorted(Path(line.partition(": ")[0]).name for line in err.splitlines())
    assert refused == ["binary.txt", "closed.txt", "cut.txt", "empty.txt", "huge.txt", "latin.txt", "x.txt"]
    assert all(line.partition(": ")[2].startswith("read: ") for line in err.splitlines())


@pytest.mark.parametrize("command", ["extract", "explain", "unclaimed"])
@pytest.mark.parametrize("path", ["missing.txt", "missing", "raw/empty.txt", "empty folder"])
def test_nothing_to_read_is_a_line_and_exit_2(fazhi: Fazhi, folder: Path, command: str, path: str) -> None:
    (folder.parent / "empty folder").mkdir()
    code, out, err = fazhi(command, folder.parent / path)
    assert (code, out) == (2, "")
    assert path in err
    assert "Traceback" not in err


def test_a_target_that_cannot_be_written_is_a_line_and_exit_2(fazhi: Fazhi, folder: Path, tmp_path: Path) -> None:
    code, _, err = fazhi("extract", folder, "-o", tmp_path / "no such folder" / "out.jsonl")
    assert code == 2
    assert "no such folder" in err and "Traceback" not in err


def test_a_broken_rule_is_a_line_with_file_and_entry(fazhi: Fazhi, folder: Path, monkeypatch: MonkeyPatch) -> None:
    from pipelines.rules.loader import RuleError

    def broken(_: object) -> None:
        raise RuleError("indicators/enforcement.yaml", "enforcement.fines", "no example")

    monkeypatch.setattr("pipelines.engine.extract_or_reject", broken)
    code, out, err = fazhi("extract", folder)
    assert (code, out) == (2, "")
    assert "indicators/enforcement.yaml: enforcement.fines: no example" in err.splitlines()[-1]


def test_explain_names_each_annotation_and_its_rule(fazhi: Fazhi, folder: Path) -> None:
    code, out, _ = fazhi("explain", folder / "a.txt")
    assert code == 0
    assert "12.5万元⟨" in out
    assert "enforcement.fines 罚款" in out.replace("\n", "") or "enforcement.fines" in out


def test_explain_writes_a_page(fazhi: Fazhi, folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    assert fazhi("explain", folder / "a.txt", "--html", page)[:2] == (0, "")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_explain_refuses_a_folder(fazhi: Fazhi, folder: Path) -> None:
    assert fazhi("explain", folder)[0] == 2


def test_explain_shows_no_control_characters(fazhi: Fazhi, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某县司法局\x1b]0;title\x07检查企业3家。", encoding="utf-8")
    _, out, _ = fazhi("explain", path)
    assert "\x1b" not in out and "\x07" not in out


def test_unclaimed_groups_by_subject_and_unit(fazhi: Fazhi, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某县司法局2023年工作报告\n新栽果树300棵。\n新栽果树500棵。\n", encoding="utf-8")
    code, out, _ = fazhi("unclaimed", path)
    assert code == 0
    assert any(line.split()[:2] == ["2", "quantity"] and "棵" in line for line in out.splitlines())


def test_query_without_a_warehouse_says_what_to_do(fazhi: Fazhi, tmp_path: Path) -> None:
    code, out, err = fazhi("query", "select 1", "--warehouse", tmp_path / "none.duckdb")
    assert (code, out) == (2, "")
    assert "fazhi run" in err and len(err.splitlines()) == 1


def test_usage_errors_exit_2(fazhi: Fazhi) -> None:
    assert fazhi("extract")[0] == 2
    assert fazhi("no-such-command")[0] == 2


def test_version_names_the_rules(fazhi: Fazhi) -> None:
    from pipelines.rules.loader import rules_fingerprint

    code, out, _ = fazhi("version")
    assert code == 0 and rules_fingerprint()[:12] in out


def test_a_reader_that_leaves_is_no_error(folder: Path) -> None:
    program = "from pipelines.cli import main; main()"
    command = [sys.executable, "-c", program, "extract", *[str(folder / "a.txt")] * 60]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_diff_tells_gained_lost_and_changed(fazhi: Fazhi, tmp_path: Path) -> None:
    figure = {"start": 0, "end": 3, "text": "27家", "value": "27", "indicator": "enforcement.inspected_units"}
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    before.write_text(json.dumps({"document": "a", "quantities": [figure]}), encoding="utf-8")
    after.write_text(json.dumps({"document": "a", "quantities": [figure | {"value": "72"}]}), encoding="utf-8")
    code, out, _ = fazhi("diff", before, after)
    assert code == 0
    assert "value: 27 → 72" in out and "0 gained, 0 lost, 1 changed" in out


def test_diff_of_a_broken_file_names_its_line(fazhi: Fazhi, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"document": "a"}\n{"document": 1}\n', encoding="utf-8")
    code, _, err = fazhi("diff", broken, broken)
    assert code == 2 and f"{broken}:2" in err

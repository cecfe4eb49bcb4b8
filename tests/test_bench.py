"""`fazhi bench` measures, says what it left out, and writes tables and a picture that need nothing from elsewhere."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command_line import Fazhi
from typer.testing import CliRunner

from pipelines.bench.document import END, START
from pipelines.bench.flame import draw, sample
from pipelines.bench.generator import generate
from pipelines.bench.stages import EXTRACTION, STAGES
from pipelines.cli import app
from pipelines.engine import extract_report


def test_the_command_measures_and_writes_what_it_measured(tmp_path: Path) -> None:
    document, output, flame = tmp_path / "p.md", tmp_path / "p.json", tmp_path / "f.svg"
    document.write_text(f"before\n{START}\nstale\n{END}\nafter\n", encoding="utf-8")
    written = ["--document", str(document), "--output", str(output), "--flame", str(flame)]
    ran = CliRunner().invoke(app, ["bench", "--reports", "3", "--runs", "1", *written])
    assert ran.exit_code == 0, ran.output
    assert "未比较 JioNLP" in ran.stderr
    tables = document.read_text(encoding="utf-8")
    assert tables.startswith(f"before\n{START}\n") and tables.endswith(f"{END}\nafter\n") and "stale" not in tables
    assert all(f"| {stage} |" in tables for stage in STAGES)
    result = json.loads(output.read_text(encoding="utf-8"))
    assert result["reports"] == 3 and set(result["stages"]) == set(STAGES)
    cpu = sum(result["stages"][stage]["cpu"] for stage in EXTRACTION)
    jieba = result["yardsticks"]["jieba.lcut, HMM off"]
    assert abs(result["ratios"]["jieba.lcut, HMM off"] - cpu / jieba) < 0.001
    assert {"fazhi --help", "fazhi extract ONE", "fazhi extract ALL"} == set(result["programs"])
    assert "<script" not in flame.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "reason"), [("none.md", "no such file"), ("unmarked.md", "has no marks")])
def test_a_document_that_cannot_take_the_tables_stops_before_anything_is_measured(
    fazhi: Fazhi, tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "unmarked.md").write_text("# nothing here", encoding="utf-8")
    code, said, complaint = fazhi("bench", "--document", tmp_path / name)
    assert (code, said) == (2, "")
    assert name in complaint and reason in complaint and complaint.count("\n") <= 2


def test_samples_name_functions_of_this_project_from_the_outermost_in() -> None:
    report = generate(0).report
    seen = sample(lambda: [extract_report(report) for _ in range(20)])
    assert {stack[0].rpartition(".")[2] for stack in seen if stack} == {"extract_report"}
    assert max(map(len, seen)) > 2


def test_a_flame_graph_is_as_wide_as_its_samples_and_escapes_names() -> None:
    svg = ElementTree.fromstring(draw(Counter({("a<b", "c"): 3, ("d",): 1}), "CPU & more"))
    titles = [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["a<b 75.0%", "c 75.0%", "d 25.0%"]

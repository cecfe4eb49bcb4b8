"""What one sentence states: verbs that are shared, lists in order, parts, comparisons, other bodies, demands.

Each line of `corpus/sentences.tsv` is a sentence of a report of 2022 and every figure in it: its text, indicator (``-``
for none), measure, whole (``of``), status and period where they are not actual and of that year.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.engine import extract_report
from pipelines.model import Extraction, Quantity, Report

CORPUS = Path(__file__).parent / "corpus" / "sentences.tsv"
HEAD = "某县应急管理局2022年法治政府建设情况报告\n\n一、主要工作\n"


def stated(figure: Quantity, extraction: Extraction) -> str:
    wholes = [other.text for other in extraction.quantities if other.start == figure.part_of]
    words = [figure.text, figure.indicator or "-", figure.measure]
    words += [f"of {whole}" for whole in wholes[:1]]
    words += [figure.status] if figure.status != "actual" else []
    words += [figure.period] if figure.period not in (None, "2022") else []
    return " ".join(words)


def lines() -> list[list[str]]:
    return [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("sentence", "expected"), lines())
def test_corpus(sentence: str, expected: str) -> None:
    extraction = extract_report(Report("0" * 64, "report", "report.txt", f"{HEAD}{sentence}\n"))
    assert "; ".join(stated(figure, extraction) for figure in extraction.quantities) == expected

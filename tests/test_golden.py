"""Whole reports against gold: what the contract asks for, held so that no change loses it unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.engine import extract_report
from pipelines.evaluation import COMPOSED, UNSEEN
from pipelines.model import Extraction
from pipelines.read.inventory import inventory
from pipelines.read.reports import read_all
from pipelines.scoring import Score, read_gold, score

GOLDEN = Path(__file__).parent / "golden"
RAW = Path(__file__).parent.parent / "data" / "raw"


def readings(folder: Path) -> Iterator[Extraction]:
    """Every report of *folder*, extracted."""
    return (extract_report(report) for report in read_all(inventory(folder)).reports)


@pytest.fixture(scope="module")
def seeds() -> Score:
    return score(read_gold(GOLDEN / "seeds"), readings(RAW))


def of(name: str) -> Score:
    return score(read_gold(GOLDEN / name / "gold"), readings(GOLDEN / name / "reports"))


def test_all_metadata_of_the_seeds_is_right(seeds: Score) -> None:
    wrong = [(d.document, d.what, d.gold, d.read) for d in seeds.disagreements if d.what.startswith("metadata")]
    assert wrong == []


def test_the_quantities_and_facts_of_the_seeds(seeds: Score) -> None:
    assert seeds.quantities.f1 >= 0.99
    assert seeds.facts.f1 >= 0.95, [d for d in seeds.disagreements if d.what.startswith("fact.")]


@pytest.mark.parametrize(
    ("field", "share"), [("bound", 0.98), ("unit", 0.98), ("period", 0.97), ("part_of", 0.95), ("breakdown", 0.85)]
)
def test_the_fields_of_matched_facts_of_the_seeds(seeds: Score, field: str, share: float) -> None:
    answers = seeds.fields[field]
    assert answers[True] / answers.total() >= share


def test_all_references_of_the_seeds_are_right_and_every_digit_has_an_owner(seeds: Score) -> None:
    assert all(tally.f1 == 1 for tally in seeds.references.values() if tally.of)
    assert seeds.unaccounted == 0


@pytest.mark.parametrize("name", (*COMPOSED, *UNSEEN))
def test_the_composed_reports_keep_their_figures(name: str) -> None:
    figures = of(name)
    assert figures.quantities.f1 >= 0.99
    assert figures.facts.f1 >= 0.95
    assert figures.facts.precision >= 0.94
    assert figures.unaccounted == 0

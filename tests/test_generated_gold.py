"""Generated reports yield what they were made of, figure by figure: a regression test over two thousand agencies."""

from __future__ import annotations

import pytest

from pipelines.bench.generator import Generated, generate, generate_all
from pipelines.bench.stages import EXTRACTION, STAGES, Stopwatch, line_of
from pipelines.engine import extract_report
from pipelines.jsonl import dumps
from pipelines.model import Extraction

REPORTS = 120


@pytest.fixture(scope="module")
def read() -> list[tuple[Generated, Extraction]]:
    return [(made, extract_report(made.report)) for made in generate_all(REPORTS)]


def test_every_figure_is_found_with_its_meaning_and_no_other(read: list[tuple[Generated, Extraction]]) -> None:
    for made, extraction in read:
        stated = {(f.start, f.end): (f.value, f.unit, f.bound, f.indicator) for f in made.figures}
        found = {(q.start, q.end): (q.value, q.unit, q.bound, q.indicator) for q in extraction.quantities}
        assert found == stated, made.report.path


def test_every_header_says_who_reports_when_under_which_numbers(read: list[tuple[Generated, Extraction]]) -> None:
    for made, extraction in read:
        metadata, facts = extraction.metadata, made.facts
        named = (metadata.title, metadata.agency, metadata.adcode, metadata.report_year)
        assert named == (facts.title, facts.agency, facts.adcode, facts.year), made.report.path
        for name in ("document_number", "index_number", "published_on"):
            assert getattr(metadata, name) == facts.said.get(name), (made.report.path, name)


def test_they_are_as_long_as_dense_and_as_varied_as_real_ones(read: list[tuple[Generated, Extraction]]) -> None:
    characters = [len(made.report.text) for made, _ in read]
    figures = sum(len(made.figures) for made, _ in read)
    assert 2_000 < sum(characters) / REPORTS < 6_000
    assert 30 < sum(characters) / figures < 50
    assert len({made.facts.agency for made, _ in read}) > 0.9 * REPORTS
    assert len({made.report.text[:2] for made, _ in read}) > 20
    assert len({figure.indicator for made, _ in read for figure in made.figures}) > 60


def test_another_seed_gives_other_reports_and_the_same_one_the_same() -> None:
    assert generate(5).report.text == generate(5).report.text
    assert generate(5).report.text != generate(5, seed=1).report.text != generate(6, seed=1).report.text


def test_the_timed_stages_are_the_whole_reading() -> None:
    watch = Stopwatch()
    report = generate(1).report
    assert line_of(report, watch) == dumps(extract_report(report))
    assert tuple(watch.costs) == STAGES and set(EXTRACTION) < set(STAGES)

"""Periods: sentences with their figures' periods, and the laws of intervals."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.periods import Periods, first_day, interval, last_day
from pipelines.normalize.dates import find_dates
from pipelines.normalize.text import fold

CORPUS = Path(__file__).parent / "corpus" / "periods.tsv"
LINES = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
MONTHS = st.tuples(st.integers(2000, 2040), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02}")
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31)).map(date.isoformat)


def unbraced(text: str) -> tuple[str, list[tuple[int, int, bool]]]:
    """The text without braces, and for each braced figure where it stands and whether it is planned."""
    plain, figures, place = "", [], 0
    for match in re.finditer(r"(\{+)([^{}]+)\}+", text):
        plain += text[place : match.start()]
        figures.append((len(plain), len(plain) + len(match[2]), len(match[1]) == 2))
        plain += match[2]
        place = match.end()
    return plain + text[place:], figures


def periods_of(folded: str, year: int | None) -> Periods:
    sentences = [m.span() for m in re.finditer(r"[^。;!?\n]*[。;!?\n]|[^。;!?\n]+$", folded)]
    return Periods(folded, sentences, find_dates(folded, year), year)


@pytest.mark.parametrize(("year", "text", "expected"), LINES)
def test_corpus(year: str, text: str, expected: str) -> None:
    plain, figures = unbraced(text.replace("\\n", "\n").replace("\\t", "\t"))
    periods = periods_of(fold(plain), int(year))
    got = [periods.at(start, end, int(year) + planned) for start, end, planned in figures]
    assert got == expected.split()


def test_without_a_report_year_only_what_is_said_is_known() -> None:
    periods = periods_of("检查5家。2023年8月检查6家。", None)
    assert periods.at(2, 4) is None
    assert periods.at(14, 16) == "2023-08"


@given(DAYS, DAYS)
def test_an_interval_of_days_keeps_its_ends(a: str, b: str) -> None:
    first, last = sorted((a, b))
    assert (first_day(interval(first, last)), last_day(interval(first, last))) == (first, last)


@given(MONTHS, MONTHS)
def test_an_interval_of_months_runs_from_the_first_day_to_the_last(a: str, b: str) -> None:
    first, last = sorted((a, b))
    period = interval(first, last)
    assert first_day(period) == f"{first}-01" and last_day(period)[:7] == last
    assert interval(period, period) == period


@given(st.integers(2000, 2040))
def test_quarters_halves_and_months_fill_the_year(year: int) -> None:
    for parts in (["Q1", "Q2", "Q3", "Q4"], ["H1", "H2"], [f"{m:02}" for m in range(1, 13)]):
        assert interval(f"{year}-{parts[0]}", f"{year}-{parts[-1]}") == str(year)


@given(st.text("一二三季度上半年月底日至截分别同期比以来近去今自起施行的为获、,。;()《》“”全较2023 015家", max_size=40))
def test_any_text_gives_a_period(text: str) -> None:
    periods = periods_of(text, 2023)
    for start in range(len(text)):
        period = periods.at(start, start + 1)
        assert period is not None and first_day(period) <= last_day(period)

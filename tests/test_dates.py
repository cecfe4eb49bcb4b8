"""Dates: the corpus of forms and counter-examples, and the laws that hold for every day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Reference
from pipelines.normalize.dates import does_not_exist, find_dates, is_valid_iso, period_words, split_readings
from pipelines.normalize.text import fold
from pipelines.rules.loader import RuleError

CORPUS = Path(__file__).parent / "corpus" / "dates.tsv"
LINES = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
CHINESE = "〇一二三四五六七八九"


def shown(reference: Reference, raw: str, year: int | None) -> str:
    text = raw[reference.start : reference.end]
    if does_not_exist(reference, year):
        return f"{text}=!"
    return f"{text}={reference.normalized or '?' + ','.join(reference.candidates)}"


def spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


def forms(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    year = "".join(CHINESE[int(c)] for c in str(y))
    return [
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}年{m}月{d}号",
        day.isoformat(),
        f"{y}/{m}/{d}",
        f"{y}.{m:02}.{d:02}",
        f"{year}年{spoken(m)}月{spoken(d)}日",
        f"{y}年{m}月{d}日".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]


@pytest.mark.parametrize(("year", "raw", "expected"), LINES)
def test_corpus(year: str, raw: str, expected: str) -> None:
    raw = raw.replace("\\n", "\n")
    report_year = None if year == "-" else int(year)
    found = find_dates(fold(raw), report_year)
    wanted = "" if expected == "-" else expected.replace("\\n", "\n")
    assert " ".join(shown(r, raw, report_year) for r in found) == wanted


@given(DAYS)
def test_a_day_comes_back_from_every_form(day: date) -> None:
    for form in forms(day):
        (found,) = find_dates(fold(f"于{form},检查"), 2023)
        assert (found.text, found.normalized) == (fold(form), day.isoformat())


@given(DAYS)
def test_the_canonical_form_is_its_own(day: date) -> None:
    (once,) = find_dates(day.isoformat(), 2023)
    (twice,) = find_dates(str(once.normalized), 2023)
    assert once.normalized == twice.normalized and is_valid_iso(str(once.normalized))


@given(DAYS)
def test_a_damaged_day_is_read_or_among_the_candidates(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    damaged = (
        f"{y}{m}{d}日",
        f"{y}年{m}{d}日",
        f"{y}{m}月{d}日",
        f"{y}{m}月{d}",
        f"{y}{m:02}{d:02}日",
        f"{y}年{m}月{d}",
    )
    for form in damaged:
        (found,) = find_dates(form, 2023)
        assert found.text == form
        assert found.normalized == day.isoformat() or day.isoformat() in found.candidates


@given(DAYS)
def test_the_year_is_completed(day: date) -> None:
    (found,) = find_dates(f"{day.month}月{day.day}日,检查", day.year)
    assert found.normalized == day.isoformat()


@given(st.text("0123456789年月日号季度至-、./〇一二三十上下半底旬 ,。", max_size=30))
def test_any_text_gives_ordered_spans_and_valid_dates(text: str) -> None:
    place = 0
    for found in find_dates(fold(text), 2023):
        assert place <= found.start < found.end
        assert fold(text)[found.start : found.end] == found.text
        first = (found.normalized or "2023").split("/")[0]
        assert is_valid_iso(first) and all(is_valid_iso(c) for c in found.candidates)
        assert list(found.candidates) == sorted(found.candidates) and len(found.candidates) != 1
        place = found.end


def test_without_a_year_a_day_is_kept_unread() -> None:
    (found,) = find_dates("3月9日", None)
    assert found.normalized is None and not does_not_exist(found, None)


def test_padding_decides_between_readings() -> None:
    assert split_readings(2023, "0105") == ("2023-01-05",)
    assert split_readings(2023, "11") == ("2023-01-01",)
    assert split_readings(2023, "00") == ()


def test_a_bare_run_under_a_signature_is_a_date() -> None:
    (found,) = find_dates("某镇人民政府\n          2022628\n", 2023)
    assert (found.text, found.normalized) == ("2022628", "2022-06-28")
    assert find_dates("检查企业\n  20000\n", 2023) == []


def test_a_missing_word_list_names_file_and_entry() -> None:
    with pytest.raises(RuleError, match=r"dates\.yaml: no_such_list"):
        period_words("no_such_list")

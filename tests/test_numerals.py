"""Numerals are read to their exact value, and every integer that can be written is read back."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.numerals import NUMERAL, parse_numeral, plain, scaled

CORPUS = Path(__file__).parent / "corpus" / "numerals.tsv"
ROWS = [
    line.split("\t")
    for line in CORPUS.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
DIGITS = "零一二三四五六七八九"


def write_section(number: int) -> str:
    written, gap = "", False
    for place, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + scale
        gap = not digit
    return written


def write_chinese(number: int) -> str:
    """*number* (below 10^16) as a Chinese numeral."""
    if number < 10**4:
        return write_section(number) or "零"
    factor, scale = (10**8, "亿") if number >= 10**8 else (10**4, "万")
    above, below = divmod(number, factor)
    tail = ("零" if below < factor // 10 else "") + write_chinese(below) if below else ""
    return write_chinese(above) + scale + tail


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_corpus(text: str, value: str) -> None:
    parsed = parse_numeral(text)
    assert ("-" if parsed is None else plain(parsed)) == value


@given(st.integers(0, 10**16 - 1) | st.integers(0, 15).map(lambda n: 10**n) | st.integers(0, 10**5))
def test_chinese_read_back_is_what_was_written(number: int) -> None:
    assert parse_numeral(write_chinese(number)) == number


@given(st.integers(0, 10**16 - 1))
def test_arabic_with_separators_reads_as_without(number: int) -> None:
    assert parse_numeral(f"{number:,}") == parse_numeral(str(number)) == number


@given(st.decimals(0, 10**6, places=3), st.sampled_from([("万", 10**4), ("亿", 10**8), ("", 1)]))
def test_scale_multiplies_exactly(number: Decimal, scale: tuple[str, int]) -> None:
    assert parse_numeral(plain(number) + scale[0]) == number * scale[1]


@given(st.text(st.sampled_from("0123456789.,%‰/点零〇一二三四五六七八九十百千万亿两廿余多几分之 个"), max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = parse_numeral(text)
    assert parsed is None or parsed.is_finite()


def test_scaled_keeps_no_exponent_and_no_idle_zeros() -> None:
    assert plain(scaled(Decimal("6.0"), 10**8)) == "600000000"
    assert plain(scaled(Decimal("0.12345"), 10**4)) == "1234.5"


@pytest.mark.parametrize(
    ("text", "found"), [("罚款11万余元", "11万余"), ("约三分之一的", "三分之一"), ("1,100.9亿元", "1,100.9亿")]
)
def test_pattern_finds_the_whole_numeral(text: str, found: str) -> None:
    match = NUMERAL.search(text)
    assert match is not None
    assert match[0] == found

"""Every layout of a portal in tests/corpus/headers gives the metadata of its line in expected.tsv."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path

import pytest

from pipelines.extract.header import find_header
from pipelines.extract.metadata import read_metadata
from pipelines.model import Metadata
from pipelines.normalize.text import fold

ROOT = Path(__file__).parent
LAYOUTS = ROOT / "corpus" / "headers"


def read(raw: str) -> Metadata:
    folded = fold(raw)
    return read_metadata(raw, folded, find_header(folded))


def expected() -> list[dict[str, str | None]]:
    with (LAYOUTS / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return [{k: None if v == "-" else v for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["layout"])
def test_each_layout_gives_the_metadata_of_its_line(row: dict[str, str | None]) -> None:
    raw = (LAYOUTS / f"{row['layout']}.txt").read_text(encoding="utf-8")
    found = {k: None if v is None else str(v) for k, v in asdict(read(raw)).items()}
    assert found == {k: v for k, v in row.items() if k != "layout"}


def menus(raw: str) -> str:
    return "网站首页 机构设置 政务公开 办事服务 互动交流\n登录 | 注册\n" + raw


def footed(raw: str) -> str:
    return raw.rstrip("\n") + "\n分享到：\n打印 关闭\n主办：某某网 备案号：某ICP备00000000号\n"


def indented(raw: str) -> str:
    return "\n".join("　　" + line for line in raw.split("\n"))


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["layout"])
def test_line_ends_of_windows_and_indents_change_no_metadata(row: dict[str, str | None]) -> None:
    raw = (LAYOUTS / f"{row['layout']}.txt").read_text(encoding="utf-8")
    assert read(raw.replace("\n", "\r\n")) == read(raw)
    assert read(indented(raw)) == read(raw)
    assert read("\n".join(line + "  " for line in raw.split("\n"))) == read(raw)


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["layout"])
def test_words_of_a_page_make_no_agency_or_year_another(row: dict[str, str | None]) -> None:
    """Menus above, a foot below, blank lines between: a field may be lost, never told wrong."""
    raw = (LAYOUTS / f"{row['layout']}.txt").read_text(encoding="utf-8")
    for page in (menus(raw), footed(raw), raw.replace("\n", "\n\n")):
        found = read(page)
        assert found.agency in (row["agency"], None)
        assert found.report_year in (row["report_year"] and int(row["report_year"]), None)
        assert found.published_on in (row["published_on"], None)
        assert found.signed_on in (row["signed_on"], None)


def test_every_layout_has_a_line() -> None:
    assert {path.stem for path in LAYOUTS.glob("*.txt")} == {row["layout"] for row in expected()}

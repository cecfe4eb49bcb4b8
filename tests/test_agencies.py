"""Names of agencies are read into region, field, level and what time did to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize import agencies
from pipelines.normalize.agencies import agency_of, expand, find_agencies, function_of, functions, looks_like_agency
from pipelines.normalize.regions import all_regions, official_name, region
from pipelines.rules.loader import RuleError, load_yaml

CORPUS = Path(__file__).parent / "corpus" / "agencies.tsv"


def corpus() -> list[list[str | None]]:
    lines = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [[None if cell == "-" else cell for cell in line.split("\t")] for line in lines]


@pytest.mark.parametrize("row", corpus(), ids=lambda row: row[0])
def test_every_name_of_the_corpus_is_read_as_its_line_says(row: list[str | None]) -> None:
    name, *expected = row
    assert name is not None
    found = agency_of(name)
    read = (
        [found.name, found.function, found.level, found.adcode, found.valid_to, found.successor]
        if found
        else [None] * 6
    )
    assert read == expected


def test_a_level_mark_stands_for_the_home_region_and_for_no_other() -> None:
    jinhua, zhuxi = region("330700"), region("420324")
    assert getattr(agency_of("市应急管理局(市人防办)", jinhua), "name", None) == "金华市应急管理局"
    assert getattr(agency_of("县司法局", zhuxi), "name", None) == "竹溪县司法局"
    assert agency_of("市司法局", zhuxi) is None


def test_an_ambiguous_district_is_told_by_the_home_region() -> None:
    found = agency_of("鼓楼区司法局", region("320100"))
    assert found is not None and (found.name, found.adcode) == ("南京市鼓楼区司法局", "320106")


def test_a_short_name_takes_the_full_form_that_the_text_says_itself() -> None:
    assert expand("住建局", "会同县住房和建设局检查") == "住房和建设局"
    assert expand("住建局", "会同县教育局检查") == "住房和城乡建设局"


def test_every_abbreviation_keeps_its_field() -> None:
    for short, full in load_yaml("agencies.yaml")["abbreviations"].items():
        assert function_of(short) in (function_of(full), None, "其他"), short


def test_every_field_of_the_closed_list_is_reached_by_a_line_of_the_corpus() -> None:
    reached = {row[2] for row in corpus()}
    assert set(functions()) <= reached


def test_names_inside_prose_are_found_with_their_places() -> None:
    text = "经查,由竹溪县应急管理局会同十堰市生态环境局竹溪分局、国家税务总局竹溪县税务局办理。"
    found = find_agencies(text)
    assert [a.adcode for _, _, a in found] == ["420324", "420324", "420324"]
    assert text[found[0][0] : found[0][1]] == "竹溪县应急管理局"


@pytest.mark.parametrize(
    ("rules", "entry"),
    [({"functions": {}}, "organs"), ({"functions": ["司法行政"]}, "shape"), ({"functions": {"甲": {}}}, "words")],
)
def test_a_misshapen_rule_file_is_named_with_its_entry(
    rules: dict[str, object], entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agencies, "load_yaml", lambda name: rules)
    with pytest.raises(RuleError, match=rf"agencies\.yaml: {entry}: "):
        agencies._rules.__wrapped__()


@given(st.sampled_from([r for r in all_regions() if r.level != "national" and not r.is_group and r.until is None]))
def test_every_region_with_its_city_finds_its_own_agency(place) -> None:  # type: ignore[no-untyped-def]
    around = place.province if place.level == "county" and place.province != place.name else ""
    city = place.city if place.level == "county" and place.city and place.city != place.name else ""
    name = (around or "") + (city or "") + place.name + "应急管理局"
    found = agency_of(name)
    assert found is not None and found.adcode == place.adcode
    assert found.name == official_name(place) + "应急管理局"


@given(st.text(alphabet="的了在我们提高深入学习精神会议认真落实一二三", max_size=30))
def test_prose_is_never_an_agency(text: str) -> None:
    assert agency_of(text) is None and not looks_like_agency(text)

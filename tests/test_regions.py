"""The table of GB/T 2260, its hierarchy, and how names become codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipelines.normalize.regions import all_regions, is_district, official_name, read_place, region, regions_named


def test_the_whole_standard_is_there_and_every_parent_exists() -> None:
    rows = all_regions()
    codes = {row.adcode for row in rows}
    assert len(rows) == len(codes) > 3600
    assert len([r for r in rows if r.level == "province"]) == 34
    assert all(row.parent_adcode in codes for row in rows if row.adcode != "100000")
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_levels_descend_from_parent_to_child() -> None:
    order = ["national", "province", "prefecture", "county"]
    for row in all_regions():
        if row.parent_adcode:
            parent = region(row.parent_adcode)
            assert parent is not None and order.index(parent.level) < order.index(row.level)


@pytest.mark.parametrize(
    ("adcode", "province", "city", "county"),
    [
        ("420324", "湖北省", "十堰市", "竹溪县"),
        ("110115", "北京市", None, "大兴区"),
        ("429004", "湖北省", None, "仙桃市"),
        ("330700", "浙江省", "金华市", None),
        ("620000", "甘肃省", None, None),
        ("330114", "浙江省", "杭州市", "钱塘区"),
        ("100000", None, None, None),
    ],
)
def test_a_row_knows_its_place_in_columns(adcode: str, province: str, city: str, county: str) -> None:
    row = region(adcode)
    assert row is not None and (row.province, row.city, row.county) == (province, city, county)


def test_an_ended_division_stays_with_its_successor() -> None:
    old = region("330104")
    assert old is not None and (old.name, old.until, old.successor) == ("江干区", 2021, "330102")
    assert [r.adcode for r in regions_named("公主岭市")] == ["220184"]


@pytest.mark.parametrize("name", ["鼓楼区司法局", "朝阳区城市管理局", "江北区教育局", "城区应急管理局", "市中区审计局"])
def test_a_district_that_several_cities_have_is_not_guessed(name: str) -> None:
    place = read_place(name)
    assert place.region is None and len(place.candidates) > 1


@pytest.mark.parametrize(
    ("name", "adcode", "rest"),
    [
        ("江苏省南京市鼓楼区司法局", "320106", "司法局"),
        ("四川成都市武侯区司法局", "510107", "司法局"),
        ("浙江省松阳县司法局", "331124", "司法局"),
        ("云南公安厅", "530000", "公安厅"),
        ("武汉东湖新技术开发区管委会", "420100", "管委会"),
        ("长沙经济技术开发区管理委员会", "430100", "管理委员会"),
        ("西安市未央区司法局", "610112", "司法局"),
        ("吉林市昌邑区司法局", "220202", "司法局"),
        ("吉林省司法厅", "220000", "司法厅"),
        ("邢台市桥东区司法局", "130502", "司法局"),
        ("邢台市襄都区司法局", "130502", "司法局"),
        ("黔东南苗族侗族自治州司法局", "522600", "司法局"),
        ("峨边彝族自治县司法局", "511132", "司法局"),
        ("峨边县司法局", "511132", "司法局"),
        ("莫力达瓦达斡尔族自治旗司法局", "150722", "司法局"),
    ],
)
def test_a_name_begins_with_its_region(name: str, adcode: str, rest: str) -> None:
    place = read_place(name)
    assert place.region is not None and place.region.adcode == adcode and name[place.end :] == rest


def test_districts_carry_their_city_and_nothing_else_does() -> None:
    names = {
        code: official_name(row) for code in ("310112", "440303", "320583", "429021", "500243") if (row := region(code))
    }
    assert names == {
        "310112": "上海市闵行区",
        "440303": "深圳市罗湖区",
        "320583": "昆山市",
        "429021": "神农架林区",
        "500243": "彭水苗族土家族自治县",
    }
    assert not is_district(region("320583"))  # type: ignore[arg-type]


def test_reading_regions_does_not_import_pandas() -> None:
    code = (
        "import sys; from pipelines.normalize.regions import all_regions; all_regions();"
        "print('pandas' in sys.modules or 'cpca' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )

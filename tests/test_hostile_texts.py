"""Texts that no agency writes: they end, they keep every digit owned, and they claim next to nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.engine import extract_report
from pipelines.model import Extraction, Report
from pipelines.scoring import unaccounted

LAW = """中华人民共和国某某法
第一章 总则
第一条 为了加强管理,保障公民、法人的合法权益,制定本法。
第二条 违反本法第十二条规定的,处五万元以上二十万元以下的罚款;情节严重的,责令停产停业,吊销许可证。
第三条 行政机关应当自受理申请之日起20日内作出决定;20日内不能作出决定的,经批准可以延长10日。
第四条 本法自2021年1月1日起施行。
"""
NOVEL = """他在巷口站了3个钟头,直到第7盏路灯亮起来。那年冬天一共下了9场雪,老屋里住着5口人,
只有2床被子。母亲数了数罐子里的钱,还剩12块,够买4斤米。
"""
NEWS = """本报讯 昨日,本市举行国际马拉松赛,来自20个国家和地区的3万名选手参赛,沿途设置15个补给站,
1200名志愿者为选手服务。冠军成绩为2小时11分。
"""


def read(text: str) -> Extraction:
    """What the whole engine makes of *text*."""
    return extract_report(Report("0" * 64, "hostile", "hostile.txt", text))


@pytest.mark.parametrize("text", [LAW, NOVEL, NEWS], ids=["law", "novel", "news"])
def test_another_genre_names_no_agency_and_states_next_to_nothing(text: str) -> None:
    extraction = read(text)
    facts = [(q.text, q.indicator) for q in extraction.quantities if q.indicator]
    assert extraction.metadata.agency is None
    assert extraction.quantities
    assert len(facts) <= 2, facts


@pytest.mark.parametrize(
    "make",
    [
        lambda: "检查企业5家、" * 6000,
        lambda: "(" * 20000 + "5家" + ")" * 20000,
        lambda: "1" * 100000,
        lambda: "检查企业" * 25000,
        lambda: "数量(件) " + "罚款 5 " * 8000,
        lambda: "2023年1月1日" * 8000,
        lambda: "同比下降5%、" * 3000,
        lambda: "其中甲类3件,乙类4件," * 3000,
    ],
    ids=["list", "brackets", "digits", "no_number", "cells", "dates", "changes", "parts"],
)
def test_an_endless_line_ends_with_every_digit_owned(make: Callable[[], str]) -> None:
    assert list(unaccounted(read(make()))) == []

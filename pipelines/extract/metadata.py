"""Who reports, for which region and year, under which numbers and dates.

What a text says outright comes first: the title's issuer, the red head, the signature, the portal's publisher, the
subject of the first sentences. Only where none of them names a region is it inferred (`home.py`). Texts of other genres
(news, laws, novels) give no agency.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.extract.header import Header
from pipelines.extract.home import ORGAN_MARK, home_region, own_organ, speaks_as_government
from pipelines.extract.labels import header_words
from pipelines.extract.signature import date_in
from pipelines.extract.titles import has_report_noun, told_issuer
from pipelines.model import Metadata
from pipelines.normalize.agencies import (
    Agency,
    agency_at,
    agency_of,
    expand,
    find_agencies,
    function_of,
    looks_like_agency,
    without_aliases,
)
from pipelines.normalize.document_numbers import find_document_numbers, find_index_numbers
from pipelines.normalize.regions import Place, Region, is_everyday_word, official_name, read_place, region

#: How far into the body the first sentences reach.
_OPENING = 700


def read_metadata(raw: str, folded: str, header: Header) -> Metadata:
    """The metadata of one report; a field that cannot be told is None.

    >>> from pipelines.extract.header import find_header
    >>> text = (
    ...     "竹溪县应急局2023年法治政府建设报告\\n发布日期:2024-01-05 来源:县应急局\\n2023年,我局尽责。\\n"
    ...     "竹溪县应急局\\n2024年1月3日"
    ... )
    >>> m = read_metadata(text, text, find_header(text))
    >>> m.agency, m.adcode, m.level, m.report_year, m.published_on, m.signed_on
    ('竹溪县应急管理局', '420324', 'county', 2023, '2024-01-05', '2024-01-03')
    """
    folded = folded.replace("\r", " ")
    title = re.sub(r"\s+", "", header.title.text_in(folded)) if header.title else ""
    issuer = _Issuer(folded, header, title)
    account = issuer.is_account()
    agency = issuer.agency(account)
    signed_on, published_on = _signed_on(folded, header), _published_on(header)
    return Metadata(
        title=_one_line(header.title.text_in(raw)) if header.title else None,
        agency=agency.name if agency else None,
        function=agency.function if agency else None,
        adcode=agency.adcode if agency else None,
        level=agency.level if agency else None,
        report_year=_report_year(
            folded, header, title, signed_on or published_on, account or issuer.speaks_of_a_year()
        ),
        document_number=_document_number(folded, header),
        index_number=_index_number(header),
        published_on=published_on,
        signed_on=signed_on,
    )


def _one_line(title: str) -> str:
    """The title on one line: line breaks between Chinese go, other white space becomes one space."""
    if len(re.findall(r"[\u4e00-\u9fff][ \t\u3000]+(?=[\u4e00-\u9fff])", title)) * 2 > len(title.split()) > 6:
        return re.sub(r"\s+", "", title)  # 丽 江 市 民 政 局, spaced out for show
    joined = re.sub(r"(?<=[\u4e00-\u9fff)）》\d])\s*\n\s*(?=[\u4e00-\u9fff(（《\d])", "", title.strip())
    return re.sub(r"\s+", " ", joined)


# ------------------------------------------------------------------------------------------------ numbers and dates
#: First characters of places that a cited number may have before it as words (原, 和); a number of one's own has none.
_PLACES_OF_ONE = ("原", "和", "如", "即", "将")


def _document_number(folded: str, header: Header) -> str | None:
    """The report's own 文号: that of the header, else the one that stands alone under the title or the red head."""
    own = (header.document_number.text_in(folded),) if header.document_number else ()
    for value in (*header.values("document_number"), *own):
        for number in find_document_numbers(value):
            if number.normalized:
                place = value[: number.start].strip()  # in its own field 原卫发 is 原州区's, not a former number
                return (place if place in _PLACES_OF_ONE else "") + number.normalized
    return None


def _index_number(header: Header) -> str | None:
    for spaced in header.values("index_number"):
        value = _joined(spaced)
        if found := find_index_numbers(value) or find_index_numbers("索引号:" + value):
            return found[0].normalized
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/_.-]{5,45}", value) and re.search(r"\d{3}", value):
            return value
    return None


def _joined(value: str) -> str:
    """*value* without spaces around the strokes between its figures: 2023 - 01 - 05."""
    return re.sub(r"(?<=[\dA-Z])[ \t]*([-/.])[ \t]*(?=\d)", r"\1", value)


#: 20230109, as some portals print the day.
_SOLID_DATE = re.compile(r"^((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")


def _published_on(header: Header) -> str | None:
    """The publication date of the portal; dates without a label count where they agree."""
    for value in (*header.values("published_on"), *header.values("updated_on")):
        if day := date_in(_SOLID_DATE.sub(r"\1-\2-\3", _joined(value))):
            return day
    bare = {day for value in header.values("bare_date") if (day := date_in(value))}
    return bare.pop() if len(bare) == 1 else None


def _signed_on(folded: str, header: Header) -> str | None:
    """The date under the signature, else 成文日期."""
    if header.signed:
        text = header.signed.text_in(folded)
        if day := date_in(text) or date_in(re.sub(r"\s+", "", text)):
            return day
    return next((day for value in header.values("signed_on") if (day := date_in(value))), None)


# --------------------------------------------------------------------------------------------------------- the year
_TITLE_YEAR = re.compile(
    r"(?<![\d-])(?:(?P<from>20\d\d)年?[-至])?(?P<year>(?:19|20)\d\d)(?=年|度|[ \t]*法治|\)$)"
    r"|(?P<han>[一二][〇零一二三四五六七八九]{3})(?=年)"
)
#: A year of the body that the text speaks of, not one that it plans for (2024年,我局将…).
_PLANNED = r"年度?,?(?:全?[省市县区州旗镇乡]|我?[局厅委县市镇乡区省州旗])?,?(?:将|拟|计划|继续)"
_BODY_YEAR = re.compile(rf"(?<![\d/.\[(-])((?:19|20)\d\d)(?=年)(?!{_PLANNED})")
#: How a text says of which year it speaks, the surest way first.
_OWN_YEAR = (
    re.compile(r"统计(?:期限|时间|周期|数据)[^。\n]{0,8}?((?:19|20)\d\d)年1月1日"),
    re.compile(
        r"(?:现?将|就|把)[^。\n]{0,50}?((?:19|20)\d\d)年度?(?!(?:的|工作|重点|主要){0,3}(?:计划|打算|安排|思路|要点))"
        r"[^。\n]{0,60}?(?:报告|汇报|总结|小结|通报|公布|说明|公开)"
    ),
    re.compile(
        r"(?:发布|公布|晒出|亮出|交出)[^。\n]{0,20}?((?:19|20)\d\d)年度?[^。\n,]{0,40}?(?:报告|白皮书|成绩单|答卷)"
    ),
    re.compile(
        r"(?:^|[\n。])\s*(?:过去的|在过去的|刚刚过去的)?((?:19|20)\d\d)"
        rf"(?!{_PLANNED})年(?:度|以来|,|[\u4e00-\u9fff])"
    ),
    re.compile(r"[\u4e00-\u9fff]{2,16}(?:局|厅|委|政府|委员会|办|部)((?:19|20)\d\d)年"),
)
#: The notice that asked for the report names its year: 按照《关于做好2021年度…报告工作的通知》要求.
_ASKED_FOR = re.compile(r"《[^》\n]{0,40}?((?:19|20)\d\d)年度?[^》\n]{0,40}?(?:报告|总结)[^》\n]{0,14}通知》")
_PLAN_CHAPTER = re.compile(r"\n\s*[一二三四五六七八九]、[^\n。]{0,20}(?:下一?步|打算|计划|安排|思路)")
#: Titles of papers on one event, not on a year.
_EVENT = re.compile(r"(?:通报|通知|通告|公告)$")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _year_in_title(title: str) -> int | None:
    """The year that a title names; the years of a plan (2021-2025年) are none reported on."""
    for match in _TITLE_YEAR.finditer(title):
        year = int((match["year"] or match["han"]).translate(_DIGITS))
        if match["from"] is None or year - int(match["from"]) <= 1:
            return year
    return None


def _report_year(folded: str, header: Header, title: str, dated: str | None, account: bool) -> int | None:
    """The year reported on: of the title, else of the account's own words, else the one most often named."""
    bare = re.sub(r"《[^》]*》|\[[^\]]*\]", "", title)
    if year := _year_in_title(bare) or _year_in_title(title):
        return year
    if dated and _EVENT.search(bare):
        return int(dated[:4])
    if not account:
        return None
    body = re.sub(r"《[^》\n]{0,120}》", lambda m: "〓" * len(m.group()), folded[header.body_start : header.body_end])
    latest = int(dated[:4]) if dated else 9999
    for pattern in _OWN_YEAR:
        for match in pattern.finditer(body[:1500]):
            if (year := int(match.group(1))) <= latest:
                return year
    asked = _ASKED_FOR.search(folded, header.body_start, header.body_start + _OPENING)
    if asked and int(asked.group(1)) <= latest:
        return int(asked.group(1))
    plan = _PLAN_CHAPTER.search(body)
    years = Counter(int(y) for y in _BODY_YEAR.findall(body[: plan.start()] if plan else body) if int(y) <= latest)
    best = years.most_common(2)
    if best and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0]
    return None


# ------------------------------------------------------------------------------------------------------- the agency
_SELF = re.compile(
    r"[我本](?:局|厅|委|市|县|区|省|州|旗|办|镇|乡|街道|单位|部门|系统|中心|支队|大队|总队|院|站|处)|[局厅委]党[组委]|一年来"
)
_ACCOUNT = re.compile(
    r"现?(?:将|就|把).{0,60}?(?:报告|汇报|总结|通报|公布|公开|小结|说明|公示)(?:如下|[:。])"
    r"|(?:情况|工作|如下).{0,6}(?:报告|汇报|总结|小结|通报)?如下|特此(?:报告|通报|汇报|报送|函报)|法治政府建设|依法行政"
    r"|总体情况|主动公开|主要(?:做法|举措|工作|成效)|存在(?:的)?(?:主要)?(?:问题|不足)|下一?步(?:工作)?(?:打算|计划|安排)"
)
_ARTICLE = re.compile(r"(?:^|\s)第[一二三四五六七八九十百]+条[ \t]")
_NEWS = re.compile(
    r"记者|(?:本报|本网|本台)?讯[ \t(]|新华社|\d{1,2}月\d{1,2}日电|据悉|通讯员"
    r"|^\s*(?:近日|日前|连日来)|会议(?:指出|强调)"
)
#: A news item says near its beginning whose report it tells of.
_NEWS_OPENING = 260
#: A title that names an institution that is no organ of government as who reports.
_INSTITUTION = re.compile(
    r"(?:关于)?[\u4e00-\u9fff]{3,30}?(?:大学|学院|中学|小学|学校|幼儿园|医院|公司|集团|研究院|研究所)"
    r"(?=(?:19|20)\d\d|关于|[一二]〇|法治|依法)"
)
#: Official papers that account for nothing but are signed by who wrote them.
_OFFICIAL = re.compile(r"关于.+的?(?:通知|通告|公告|意见|决定|批复|请示|函|方案)$")
_STUDY = re.compile(r"本文|摘要:|关键词:|为例,")
_OWN_BUREAU = re.compile(r"[我本][局厅委]|[局厅委]党[组委]")
_GOVERNMENT_TITLE = re.compile(r"法治政府|依法行政|法治建设|政府工作报告|政府信息公开")
_TITLE_STOP = re.compile(
    r"关于|对|贯彻|落实|推进|发布|印发|公布|开展|(?:19|20)\d\d|[一二]〇|年度|的|《|学习|深入|报送|[,:]"
)
_LEAD = re.compile(r"^(?:关于|报送|上报|印发|公布|(?:19|20)\d\d年?度?|[一二]〇[〇一二三四五六七八九]{2}年度?)+")
_SENTENCE_HEAD = re.compile(r"(?:^|[\n。,;:)])[ \t]*(?:20\d\d年度?(?:以来)?,?)?(?P<name>[\u4e00-\u9fff]{4,40})")
_SITE = re.compile(r"(?<![\u4e00-\u9fff])(?P<place>[\u4e00-\u9fff]{2,16}?)(?:人民政府|政府(?:门户)?网)")
_ANNOUNCED = re.compile(
    r"(?:现?将|现就|就)(?P<name>[\u4e00-\u9fff]{4,24}?)(?=(?:19|20)\d\d年|关于|法治|依法|落实|贯彻)"
)


@dataclass(frozen=True, slots=True)
class _Issuer:
    """The search for the agency of one text."""

    folded: str
    header: Header
    title: str

    def agency(self, account: bool) -> Agency | None:
        """The agency, by the first of the ways below that names one with its region."""
        publisher = self._publisher(None)
        if self._is_law() or (not account and publisher is None):
            return None
        home = self._home(publisher)
        publisher = publisher or self._publisher(home)
        for name in self._names(home):
            if (found := agency_of(name, home, self.folded)) and found.adcode:
                return self._said_in_full(name, found)
        if found := self._of_region_title(publisher, home):
            return found
        if _INSTITUTION.match(self.title):  # a school's or company's report, put up by the bureau above it
            return None
        outer = publisher or (self._sourced(home) if account else None)
        if outer and not self._only_hosts(outer):
            return self._whole_government(outer)
        return (account and (self._subject() or self._inferred(home))) or outer or None

    def _said_in_full(self, name: str, found: Agency) -> Agency:
        """The same agency as signature or portal say it with its region, where *name* says none (街道办事处)."""
        if read_place(name).candidates:
            return found
        values = [*self.header.values("publisher"), *self.header.values("source")]
        values += [self.header.signer.text_in(self.folded)] if self.header.signer else []
        for value in map(without_aliases, values):
            full = agency_of(value) if value.endswith(name) and value != name else None
            if full and full.adcode == found.adcode:
                return full
        return found

    # -- genre
    def is_account(self) -> bool:
        """Whether the text is an account of an agency's own work."""
        body = self.folded[self.header.body_start :]
        own, account = len(_SELF.findall(body)), len(_ACCOUNT.findall(body))
        # 市应急局 as the subject of the first sentence speaks for itself.
        account += any(function_of(expand(m["organ"])) not in (None, "其他") for m in ORGAN_MARK.finditer(body[:100]))
        titled = bool(self.title) and has_report_noun(self.title)
        if self.told():
            return True
        if self._is_law() or (self._is_news() and not self._is_headed_as_report()) or _STUDY.search(body[:300]):
            return False
        if self.header.signer and _OFFICIAL.search(self.title):
            return True
        if titled:
            return bool(own or account or len(body) < 3000)
        return own >= 2 or account >= 2 or (account >= 1 and (own >= 1 or self._subject() is not None))

    def speaks_of_a_year(self) -> bool:
        """Whether a text that is no account may still report on a year: it speaks as we and is neither law nor news."""
        speaks = _SELF.search(self.folded, self.header.body_start) is not None
        return speaks and not (self._is_law() or self._is_news() or _STUDY.search(self.folded[:300]))

    def _is_law(self) -> bool:
        # Counting characters is cheap, and few reports cite four articles.
        return self.folded.count("条") >= 4 and len(_ARTICLE.findall(self.folded)) >= 4

    def _is_news(self) -> bool:
        return bool(_NEWS.search(self.folded[self.header.body_start :][:200]))

    def _is_headed_as_report(self) -> bool:
        """Whether the title is that of a report, whatever the first sentences sound like."""
        words = header_words()
        return has_report_noun(self.title) and not (words.meeting.search(self.title) or words.told.search(self.title))

    def told(self) -> str | None:
        """The agency of whose report a news item tells, in its title or its first sentences."""
        if not self._is_news():
            return None
        opening = self.folded[self.header.body_start :][:_NEWS_OPENING]
        return told_issuer(self.title) or told_issuer(opening)

    # -- names said outright
    def _names(self, home: Region | None) -> Iterator[str]:
        """Title, red head, signature, and `现将某县某局2023年…情况报告如下`; of a news item, who it tells of."""
        if told := self.told():
            yield told
            return
        if self.title and (has_report_noun(self.title) or self.header.values("publisher") or self.header.signer):
            yield from title_issuers(self.title, home)
        if self.header.red_head:
            yield re.sub(r"\s+|文件$", "", self.header.red_head.text_in(self.folded))
        if self.header.signer:
            # An office inside a bureau signs for the bureau.
            yield re.sub(r"(?<=[局厅])办公室$", "", without_aliases(self.header.signer.text_in(self.folded)))
        body = self.folded[self.header.body_start : self.header.body_start + _OPENING]
        yield from (match["name"] for match in _ANNOUNCED.finditer(body))

    def _publisher(self, home: Region | None) -> Agency | None:
        """The agency that the portal names, if it names one with its region."""
        if self._is_news() and not self._is_headed_as_report():
            return None
        found = (_agency_in_value(value, home, self.folded) for value in self.header.values("publisher"))
        return next((agency for agency in found if agency and agency.adcode), None)

    def _sourced(self, home: Region | None) -> Agency | None:
        for kind, strangers in (
            ("source", ("其他",)),
            ("host", ("其他", "人民政府")),
        ):  # a government hosts all its bureaus
            for value in self.header.values(kind):
                found = _agency_in_value(value, home, self.folded)
                if found and found.adcode and found.function not in strangers:
                    return found
        return None

    def _only_hosts(self, publisher: Agency) -> bool:
        """Whether a government's office put up what one of its bureaus wrote (我局)."""
        return publisher.function == "人民政府" and bool(
            _OWN_BUREAU.search(self.folded, self.header.body_start, self.header.body_end)
        )

    def _whole_government(self, outer: Agency) -> Agency:
        """The government itself, where its office puts up a text that speaks as 我市 and never as the office."""
        office = re.fullmatch(r"(.+人民政府)办公[室厅]", outer.name)
        place = region(outer.adcode) if outer.adcode else None
        if office is None or place is None or not speaks_as_government(self.folded, place):
            return outer
        return agency_of(office.group(1)) or outer

    def _of_region_title(self, publisher: Agency | None, home: Region | None) -> Agency | None:
        """A title that names a region and no organ: the government's report, or the publisher's on its own field."""
        head = _LEAD.sub("", self.title)
        place = _region_head(head)
        if place is None:
            return None
        government = _government_of(head, place, home)
        own = _GOVERNMENT_TITLE.search(head) is not None
        if publisher and not (own and publisher.function in ("司法行政", "人民政府")):
            return publisher
        if not (own or place.town or place.zone):  # 某市2022年行政复议统计: any of its bureaus may have written it
            return None
        return government if government and government.adcode else publisher

    # -- the home region
    def _home(self, publisher: Agency | None) -> Region | None:
        """What 市 in 市应急管理局 stands for: said by publisher, title, header or breadcrumb, else inferred."""
        if publisher and publisher.adcode and publisher.level != "national":
            return region(publisher.adcode)
        heads = [*title_issuers(self.title), _LEAD.sub("", self.title)]
        heads += [self.header.signer.text_in(self.folded)] if self.header.signer else []
        heads += [*self.header.values("source"), *self.header.values("host")]
        for head in heads:
            place = read_place(without_aliases(head))
            if place.region and place.region.level != "national":
                return place.region
        return self._home_of_breadcrumb() or self._home_of_site() or home_region(self.folded)

    def _home_of_breadcrumb(self) -> Region | None:
        """The smallest region on the way to the page."""
        if not self.header.breadcrumb:
            return None
        parts = re.split(r"[>›»:/|\s-]+", self.header.breadcrumb.text_in(self.folded))
        places = [found for part in parts if (found := read_place(part).region)]
        return max(places, key=lambda r: r.level == "county", default=None)

    def _home_of_site(self) -> Region | None:
        """The region whose government's site the words above the title name: 兴平市人民政府门户网站."""
        top = self.folded[: self.header.title.start if self.header.title else self.header.body_start]
        for match in _SITE.finditer(top):
            place = read_place(match["place"])
            if place.region and place.end == len(match["place"]):
                return place.region
        return None

    # -- the subject of the first sentences
    def _subject(self) -> Agency | None:
        """竹溪县应急管理局 in `竹溪县应急管理局2024年继续…`: an agency that opens a sentence near the top and acts."""
        body = self.folded[self.header.body_start : min(self.header.body_start + _OPENING, self.header.foot)]
        for match in _SENTENCE_HEAD.finditer(body):
            hit = agency_at(match["name"], 0)
            if any(is_everyday_word(place.name) for place in read_place(match["name"]).candidates):
                continue
            if hit and hit[1].adcode and hit[1].level != "national" and _acts(body[match.start("name") + hit[0] :]):
                return hit[1]
        return None

    def _inferred(self, home: Region | None) -> Agency | None:
        """The agency put together from the own region and the own organ that the text gives away."""
        if home is None:
            return None
        if organ := own_organ(self.folded, home):
            return agency_of(official_name(home) + expand(organ, self.folded))
        return agency_of(official_name(home) + "人民政府") if speaks_as_government(self.folded, home) else None


def title_issuers(title: str, home: Region | None = None) -> list[str]:
    """The names by which a title may name its issuer: at its head, in a title inside it, anywhere if there is one.

    >>> title_issuers("关于十堰市生态环境局竹溪分局2024年法治政府建设情况报告")
    ['十堰市生态环境局竹溪分局']
    >>> title_issuers("关于报送《竹溪县司法局2023年法治政府建设报告》的函")
    ['竹溪县司法局']
    >>> title_issuers("关于对竹溪县司法局法治建设情况开展督察的通报")
    []
    """
    inner = re.findall(r"《([^》]*)", title)
    for text in (title, *inner):
        head = _LEAD.sub("", without_aliases(text))
        cut = _TITLE_STOP.search(head)
        head = head[: cut.start()] if cut else head
        for end in range(len(head), 2, -1):
            if agency_of(head[:end], home) is not None:
                return [head[:end]]
    found = {
        agency.name
        for start, _, agency in find_agencies(title)
        if title[max(0, start - 1) : start] not in tuple("对向给赴与和")
    }
    return list(found) if len(found) == 1 else []


def _agency_in_value(value: str, home: Region | None, said: str) -> Agency | None:
    """The agency in a header's value: written as a path, with an office of its own behind it, or alone."""
    value = value.strip("()[] \t")
    several = re.split(r"[\s、,;]+", value)
    if len(several) > 1 and all(map(looks_like_agency, several)):  # of joint publishers the first counts
        value = several[0]
    plain = re.sub(r"[/>\-\s]+", "", without_aliases(value))
    plain = re.sub(r"(?<=[局厅])(?:办公室|党组)$", "", plain)
    if found := agency_of(plain, home, said):
        return found
    hit = agency_at(plain, 0, home)
    return hit[1] if hit else None


def _region_head(head: str) -> Place | None:
    """The region, zone or township that a title begins with, where no organ follows it."""
    place = read_place(head)
    town = re.match(r"[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡)(?=20\d\d|[一二]〇|关于|法治|年度)", head[place.end :])
    if town and not place.town:
        place = Place(place.candidates, place.end + town.end(), None, town.group(), None, place.said)
    rest = head[place.end :]
    if place.mark or not (place.candidates or place.town or place.zone):
        return None
    return place if re.match(r"20\d\d|[一二]〇|年度|关于|法治|依法|行政|政府信息", rest) else None


def _government_of(head: str, place: Place, home: Region | None) -> Agency | None:
    """The government as a whole of the region, zone or township that *head* begins with."""
    name = head[: place.end]
    if place.town:
        name += "办事处" if place.town.endswith("街道") else "人民政府"
    else:
        name += "管理委员会" if place.zone else "人民政府"
    return agency_of(name, home)


def _acts(rest: str) -> bool:
    """Whether what follows a name makes it the subject of its sentence."""
    return not re.match(
        r"[的、和与及]|等|关于|印发|文件|组织的|办公室|》|”|联合|对我|向我|对本|指导|要求|反馈|有关", rest
    )

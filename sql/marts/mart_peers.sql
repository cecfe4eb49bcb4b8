-- One row per agency, year and indicator with a headline figure: where it stands among agencies of its field and level.
-- A view: mart_distribution holds the places.
--
-- Peers are the agencies of the same function and level that state the indicator for the same year, itself among them.
-- A figure of another period than the year stands beside none, nor does one whose field or level is not known: null.
create view mart_peers as
select agency_id, agency_name, mart_headline.function, mart_headline.level, mart_headline.adcode, province,
       mart_headline.year, mart_headline.indicator_code, name_zh, name_en, mart_headline.value, unit,
       peers, rank, percentile, median, fact_id
from mart_headline
left join mart_distribution as placed
    on placed.function = mart_headline.function and placed.level = mart_headline.level
    and placed.year = mart_headline.year and placed.indicator_code = mart_headline.indicator_code
    and placed.value = mart_headline.value and chosen_by <> 'period'
left join dim_region on dim_region.adcode = mart_headline.adcode;

comment on view mart_peers is '同类比较 / Every headline figure among those of agencies of the same field and level: rank, percentile, median';
comment on column mart_peers.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_peers.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_peers.function is '职能领域 / Field of the agency, the same for all peers';
comment on column mart_peers.level is '层级 / Administrative level of the agency, the same for all peers';
comment on column mart_peers.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_peers.province is '省级名称 / Province, region or municipality';
comment on column mart_peers.year is '报告年度 / Year reported on';
comment on column mart_peers.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_peers.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_peers.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_peers.value is '数值，基本单位 / Value in base units';
comment on column mart_peers.unit is '原文计量单位 / Measure word as written';
comment on column mart_peers.peers is '同类机构数，含自身 / Agencies of the same field and level with a figure, itself among them; null where it is compared with none';
comment on column mart_peers.rank is '名次，数值最大为1 / Place among the peers, 1 for the largest figure; equal figures share a place';
comment on column mart_peers.percentile is '百分位，0至1；同类不足五个为空 / Share of the other peers with a smaller figure, from 0 to 1; null below five peers';
comment on column mart_peers.median is '同类中位数 / Median of the figures of the peers';
comment on column mart_peers.fact_id is '事实编号 / Key of the figure; see fact_quantity';

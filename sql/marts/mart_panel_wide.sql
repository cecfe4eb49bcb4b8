-- One row per agency and year reported on, one column per indicator of the catalogue (its code, a point as underscore).
-- by: agency, year
create table mart_panel_wide as
with reported as (
    select distinct agency_id, report_year as year
    from dim_report
    where agency_id is not null and report_year is not null
),
stated as (
    select agency_id, year, replace(indicator_code, '.', '_') as indicator_column, value from mart_headline
),
cells as (
    select agency_id, agency_name, dim_agency.function, dim_agency.level, dim_agency.adcode, province, city, county,
           year, indicator_column, value
    from reported
    join dim_agency using (agency_id)
    left join dim_region on dim_region.adcode = dim_agency.adcode
    left join stated using (agency_id, year)
    union all by name
    -- So that every indicator has its column before the first report is loaded.
    select replace(indicator_code, '.', '_') as indicator_column from dim_indicator
)
from (
    pivot cells on indicator_column using first(value)
    group by agency_id, agency_name, function, level, adcode, province, city, county, year
)
where agency_id is not null
order by agency_id, year;

comment on table mart_panel_wide is '面板（宽表） / Panel of agencies and years, wide: one column per indicator';
comment on column mart_panel_wide.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_panel_wide.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_panel_wide.function is '职能领域 / Field of the agency';
comment on column mart_panel_wide.level is '层级 / Administrative level of the agency';
comment on column mart_panel_wide.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_panel_wide.province is '省级名称 / Province, region or municipality';
comment on column mart_panel_wide.city is '地级名称 / Prefecture-level division';
comment on column mart_panel_wide.county is '县级名称 / County-level division';
comment on column mart_panel_wide.year is '报告年度 / Year reported on';

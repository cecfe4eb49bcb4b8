-- One row per administrative division of GB/T 2260.
create table dim_region (
    adcode varchar primary key,
    name varchar not null,
    level varchar not null,
    parent_adcode varchar,
    province varchar,
    city varchar,
    county varchar,
    until smallint,
    successor_adcode varchar
);

comment on table dim_region is '行政区划 / Administrative divisions of GB/T 2260 with their hierarchy';
comment on column dim_region.adcode is '行政区划代码 / Six-digit GB/T 2260 code';
comment on column dim_region.name is '名称 / Official name of the division';
comment on column dim_region.level is '层级 / Level: national, province, prefecture or county';
comment on column dim_region.parent_adcode is '上级区划代码 / Code of the division above; null for the nation';
comment on column dim_region.province is '省级名称 / Name of its province, region or municipality';
comment on column dim_region.city is '地级名称 / Name of its prefecture-level division';
comment on column dim_region.county is '县级名称 / Name of its county-level division';
comment on column dim_region.until is '撤并年份 / Last year of a division that was merged or raised; null while it exists';
comment on column dim_region.successor_adcode is '撤并后的区划代码 / Code of the division that it became part of; null while it exists';

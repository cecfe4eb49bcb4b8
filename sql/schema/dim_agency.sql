-- One row per agency that a report names.
create table dim_agency (
    agency_id varchar primary key,
    agency_name varchar not null,
    function varchar,
    level varchar,
    adcode varchar,
    valid_from date,
    valid_to date,
    successor varchar
);

comment on table dim_agency is '机构 / Agencies that report, as their reports name them; names are valid in time';
comment on column dim_agency.agency_id is '机构编号：名称与区划代码的散列 / Agency key: hash of its name and adcode';
comment on column dim_agency.agency_name is '机构全称，含行政区划 / Full official name with its region';
comment on column dim_agency.function is '职能领域 / Field of the agency, e.g. 应急管理';
comment on column dim_agency.level is '层级：national、province、prefecture、county、township / Administrative level';
comment on column dim_agency.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region; see dim_region';
comment on column dim_agency.valid_from is '名称启用日期 / First day on which the name was in use; null where not known';
comment on column dim_agency.valid_to is '名称停用日期 / Last day on which the name was in use; null while it is';
comment on column dim_agency.successor is '后继名称 / Name after the reform of institutions; null where the name is in use';

-- One row per year that a report may be about.
create table dim_year (
    year smallint primary key,
    first_day date not null,
    last_day date not null,
    five_year_plan varchar,
    five_year_plan_en varchar,
    plan_year smallint,
    outline varchar,
    law_publicity_plan varchar
);

comment on table dim_year is '年度 / Years with the plans in force';
comment on column dim_year.year is '年度 / Calendar year';
comment on column dim_year.first_day is '首日 / First day of the year';
comment on column dim_year.last_day is '末日 / Last day of the year';
comment on column dim_year.five_year_plan is '五年规划 / Five-year plan in force, e.g. 十四五';
comment on column dim_year.five_year_plan_en is '五年规划英文名 / The same in English, e.g. 14th Five-Year Plan';
comment on column dim_year.plan_year is '规划第几年，1至5 / Year within the five-year plan, from 1 to 5';
comment on column dim_year.outline is '法治政府建设实施纲要 / Outline for building a law-based government in force';
comment on column dim_year.law_publicity_plan is '普法规划 / Five-year plan for law publicity in force, e.g. 八五普法';

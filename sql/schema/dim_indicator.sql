-- One row per indicator of the catalogue.
create table dim_indicator (
    indicator_code varchar primary key,
    name_zh varchar not null,
    name_en varchar not null,
    unit varchar not null,
    unit_family varchar not null,
    category varchar not null,
    definition varchar not null,
    nature varchar not null,
    additive boolean not null
);

comment on table dim_indicator is '指标目录 / Catalogue of indicators';
comment on column dim_indicator.indicator_code is '指标代码 / Code of the indicator, category.name';
comment on column dim_indicator.name_zh is '中文名称 / Name in Chinese';
comment on column dim_indicator.name_en is '英文名称 / Name in English';
comment on column dim_indicator.unit is '规范单位 / Canonical unit';
comment on column dim_indicator.unit_family is '单位类别：count、money、rate、rank / Family of units that the indicator admits';
comment on column dim_indicator.category is '类别 / Category of the indicator';
comment on column dim_indicator.definition is '定义 / Definition, as the catalogue words it in Chinese';
comment on column dim_indicator.nature is '性质：flow、stock、rate、rank / Whether it counts a flow, a stock, a rate or a rank';
comment on column dim_indicator.additive is '可否相加 / Whether figures may be summed over agencies and years; only flows may';

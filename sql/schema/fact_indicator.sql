-- One row per figure stated for an indicator (a numeral may state several).
create table fact_indicator (
    fact_id varchar not null,
    report_id varchar not null,
    agency_id varchar,
    year smallint,
    indicator_code varchar not null,
    value decimal(38, 6),
    value_max decimal(38, 6),
    unit varchar,
    bound varchar not null,
    measure varchar not null,
    status varchar not null,
    period varchar,
    period_start date,
    period_end date,
    breakdown varchar,
    subject varchar,
    part_of integer,
    span_start integer not null,
    span_end integer not null,
    quote varchar not null,
    sentence varchar not null,
    rule varchar,
    confidence double,
    evidence varchar
);

comment on table fact_indicator is '指标事实 / Figures that reports state for an indicator, each with the sentence it stands in';
comment on column fact_indicator.fact_id is '事实编号：报告、位置、指标等的散列 / Fact key: hash of report, span, indicator and what tells statements of one numeral apart';
comment on column fact_indicator.report_id is '报告编号 / Report in which the figure stands; see dim_report';
comment on column fact_indicator.agency_id is '机构编号 / Agency that reports; see dim_agency; null where it cannot be told';
comment on column fact_indicator.year is '报告年度 / Year reported on; see dim_year; null where it cannot be told';
comment on column fact_indicator.indicator_code is '指标代码 / Indicator stated; see dim_indicator';
comment on column fact_indicator.value is '数值，已换算为基本单位，万、亿已乘入 / Value in base units, 万 and 亿 multiplied out; negative for a fall';
comment on column fact_indicator.value_max is '区间上限 / Upper end of a range; null for a single value';
comment on column fact_indicator.unit is '原文计量单位，不含万、亿 / Measure word as written, multiplier removed; null if the text gives none';
comment on column fact_indicator.bound is '界限：exact、at_least、at_most、approx / Whether the value is exact, a lower or upper bound, or approximate';
comment on column fact_indicator.measure is '度量：level、change、change_rate、share、rank / Whether it is a level, a change, a rate of change, a share or a rank';
comment on column fact_indicator.status is '实际或计划：actual、planned / Whether the figure is achieved or planned';
comment on column fact_indicator.period is '所属期间，ISO 8601 / Period of the figure in ISO 8601 (2023, 2023-Q1, 2023-08, start/end)';
comment on column fact_indicator.period_start is '期间首日 / First day of the period; null where the period is not known';
comment on column fact_indicator.period_end is '期间末日 / Last day of the period; null where the period is not known';
comment on column fact_indicator.breakdown is '细分口径，原文用词 / Part or kind that the figure covers, in the words of the report; null for the whole';
comment on column fact_indicator.subject is '计量对象，原文用词 / Noun phrase that the number measures, in the words of the report';
comment on column fact_indicator.part_of is '所属总数在原文中的起点 / span_start of the figure of which this one is a part';
comment on column fact_indicator.span_start is '原文起点（码点，含） / First code point of the figure in raw_text, counted from 0';
comment on column fact_indicator.span_end is '原文终点（码点，不含） / Code point after the figure in raw_text';
comment on column fact_indicator.quote is '原文数字 / Exact text of the figure: raw_text from span_start to span_end';
comment on column fact_indicator.sentence is '所在句子 / Sentence in which the figure stands, in the words of the report';
comment on column fact_indicator.rule is '判定规则：指标代码/行号 / Line of the rule that gave the indicator: code and number';
comment on column fact_indicator.confidence is '置信度，0至1 / Calibrated share of such facts that are right, from 0 to 1';
comment on column fact_indicator.evidence is '判定依据 / What spoke for the indicator, in words';

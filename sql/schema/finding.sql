-- One row per contradiction found in a report.
create table finding (
    finding_id varchar not null,
    report_id varchar not null,
    check_name varchar not null,
    severity varchar not null,
    message varchar not null,
    starts integer[] not null,
    quotes varchar[] not null,
    source varchar not null
);

comment on table finding is '发现 / What the figures of a report contradict; a finding never removes a fact';
comment on column finding.finding_id is '发现编号：报告、检查、位置、内容的散列 / Finding key: hash of report, check, places and message';
comment on column finding.report_id is '报告编号 / Report; see dim_report';
comment on column finding.check_name is '检查 / Check that found it, e.g. parts_sum';
comment on column finding.severity is '严重程度：error、warning、info / Severity';
comment on column finding.message is '说明 / What contradicts what';
comment on column finding.starts is '涉及数字的起点 / span_start of each figure concerned';
comment on column finding.quotes is '涉及数字的原文 / Exact text of each figure concerned, in the order of starts';
comment on column finding.source is '来源：report、warehouse / Whether the report contradicts itself, or reports differ from one another';

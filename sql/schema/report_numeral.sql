-- One row per other run of digits in a report.
create table report_numeral (
    report_id varchar not null,
    span_start integer not null,
    span_end integer not null,
    quote varchar not null,
    kind varchar not null
);

comment on table report_numeral is '其他数字 / All other digits in reports, each with what it is';
comment on column report_numeral.report_id is '报告编号 / Report; see dim_report';
comment on column report_numeral.span_start is '原文起点（码点，含） / First code point in raw_text, counted from 0';
comment on column report_numeral.span_end is '原文终点（码点，不含） / Code point after the numeral in raw_text';
comment on column report_numeral.quote is '原文 / Exact text: raw_text from span_start to span_end';
comment on column report_numeral.kind is '种类：year、time、ordinal、list_marker、name、code、other / Kind of numeral';

-- One row per date, document number or index number in a report.
create table report_reference (
    report_id varchar not null,
    span_start integer not null,
    span_end integer not null,
    quote varchar not null,
    kind varchar not null,
    normalized varchar,
    candidates varchar[] not null
);

comment on table report_reference is '引用 / Dates, document numbers and index numbers in reports';
comment on column report_reference.report_id is '报告编号 / Report; see dim_report';
comment on column report_reference.span_start is '原文起点（码点，含） / First code point in raw_text, counted from 0';
comment on column report_reference.span_end is '原文终点（码点，不含） / Code point after the reference in raw_text';
comment on column report_reference.quote is '原文 / Exact text: raw_text from span_start to span_end';
comment on column report_reference.kind is '种类：date、document_number、index_number / Kind of reference';
comment on column report_reference.normalized is '规范形式 / Canonical form; null where several readings are possible';
comment on column report_reference.candidates is '可能的读法 / Possible readings where there are several; empty otherwise';

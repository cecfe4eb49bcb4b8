-- One row per report, however many paths it stands at.
create table dim_report (
    report_id varchar not null,
    document varchar not null,
    agency_id varchar,
    agency varchar,
    function varchar,
    adcode varchar,
    level varchar,
    report_year smallint,
    title varchar,
    document_number varchar,
    index_number varchar,
    published_on date,
    signed_on date,
    path varchar not null,
    sha256 varchar not null,
    format varchar not null,
    encoding varchar not null,
    size bigint not null,
    rules_version varchar not null,
    raw_text varchar not null
);

comment on table dim_report is '报告 / Reports with what they say of themselves';
comment on column dim_report.report_id is '报告编号：文件字节的 SHA-256 / Report key: SHA-256 of the bytes of the file';
comment on column dim_report.document is '文件名（不含扩展名） / Name of the file without its ending';
comment on column dim_report.agency_id is '机构编号 / Agency that reports; see dim_agency';
comment on column dim_report.agency is '机构全称 / Full official name of the agency as read from the report';
comment on column dim_report.function is '职能领域 / Field of the agency';
comment on column dim_report.adcode is '行政区划代码 / Six-digit GB/T 2260 code of the region of the agency';
comment on column dim_report.level is '层级 / Administrative level of the agency';
comment on column dim_report.report_year is '报告年度 / Year reported on, not the year of publication';
comment on column dim_report.title is '标题 / Title of the report';
comment on column dim_report.document_number is '发文字号 / Document number of the report itself, in its canonical form';
comment on column dim_report.index_number is '索引号 / Index number on the portal';
comment on column dim_report.published_on is '发布日期 / Date of publication on the portal';
comment on column dim_report.signed_on is '成文日期 / Date under the signature';
comment on column dim_report.path is '路径 / First path below the raw folder; all of them are in report_path';
comment on column dim_report.sha256 is '文件散列 / SHA-256 of the bytes of the file, in hexadecimal';
comment on column dim_report.format is '格式 / Format of the file, e.g. txt';
comment on column dim_report.encoding is '编码 / Character encoding that the file was decoded with';
comment on column dim_report.size is '字节数 / Size of the file in bytes';
comment on column dim_report.rules_version is '规则版本 / Fingerprint of the rules and code that read the report';
comment on column dim_report.raw_text is '原文 / Decoded text of the report, untouched; all spans count its code points';

-- One row per path of a report below the raw folder.
create table report_path (
    report_id varchar not null,
    path varchar not null
);

comment on table report_path is '报告路径 / Where each report stands; the same bytes in two places are one report with two paths';
comment on column report_path.report_id is '报告编号 / Report; see dim_report';
comment on column report_path.path is '路径 / Path below the raw folder';

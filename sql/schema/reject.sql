-- One row per input that yielded no report.
create table reject (
    path varchar not null,
    stage varchar not null,
    reason varchar not null
);

comment on table reject is '未收录 / Inputs that yielded no report, with the reason';
comment on column reject.path is '路径 / Path below the raw folder';
comment on column reject.stage is '阶段 / Stage at which the input stopped';
comment on column reject.reason is '原因 / Why it was refused';

-- One row per check and night that checked.
create table check_result (
    night integer not null,
    layer varchar not null,
    check_name varchar not null,
    table_name varchar not null,
    severity varchar not null,
    passed boolean not null,
    observed bigint not null,
    expected bigint not null,
    scope varchar not null,
    message varchar not null,
    sample varchar
);

comment on table check_result is '检查结果 / What each check said of the data, night by night; the last night is that of load_info';
comment on column check_result.night is '第几夜 / Number of the night; see run';
comment on column check_result.layer is '层次：frame、sql / Whether the check ran on the frames or on the star';
comment on column check_result.check_name is '检查 / Name of the check';
comment on column check_result.table_name is '数据表 / Table that it checks';
comment on column check_result.severity is '严重程度：error 阻止发布 / Severity; an error blocks publishing';
comment on column check_result.passed is '是否通过 / Whether no row broke the check';
comment on column check_result.observed is '违例行数 / Number of rows that break the check';
comment on column check_result.expected is '应有的违例行数 / Number of rows that may break it: 0';
comment on column check_result.scope is '范围：whole、changed / Whether the whole was checked, or what the night read';
comment on column check_result.message is '说明 / What holds when the check passes';
comment on column check_result.sample is '违例示例 / One of the offending rows';

-- One row per night, published or not.
create table run (
    night integer not null,
    started_at varchar not null,
    outcome varchar not null,
    rules_version varchar,
    files_in bigint,
    accepted bigint,
    rejected bigint,
    changed bigint,
    unchanged bigint,
    vanished bigint,
    quantities bigint,
    facts bigint,
    findings bigint,
    read_seconds double,
    extract_seconds double,
    validate_seconds double,
    load_seconds double,
    check_seconds double,
    publish_seconds double,
    problem varchar
);

comment on table run is '夜间运行 / Every night that ended before this file was published, and the one that published it';
comment on column run.night is '第几夜 / Number of the night';
comment on column run.started_at is '开始时间，ISO 8601 / When it began, in ISO 8601';
comment on column run.outcome is '结果：published、unchanged、refused、failed、broken_off、rollback / How it ended';
comment on column run.rules_version is '规则版本 / Fingerprint of the rules and code in force';
comment on column run.files_in is '输入文件数 / Number of inputs found';
comment on column run.accepted is '收录路径数 / Paths of accepted reports';
comment on column run.rejected is '未收录数 / Inputs that yielded no report';
comment on column run.changed is '新增或重读的报告数 / Reports read because they are new or changed, or the rules are';
comment on column run.unchanged is '沿用的报告数 / Reports kept from the night before';
comment on column run.vanished is '消失的报告数 / Reports that left the warehouse';
comment on column run.quantities is '数量行数 / Rows of fact_quantity at the end; null where nothing was built';
comment on column run.facts is '指标事实行数 / Rows of fact_indicator at the end; null where nothing was built';
comment on column run.findings is '发现行数 / Rows of finding at the end; null where nothing was built';
comment on column run.read_seconds is '读取秒数 / Seconds spent finding and reading files';
comment on column run.extract_seconds is '提取秒数 / Seconds spent extracting';
comment on column run.validate_seconds is '检验秒数 / Seconds spent on the checks of the frames';
comment on column run.load_seconds is '装载秒数 / Seconds spent building the candidate';
comment on column run.check_seconds is '核查秒数 / Seconds spent on the checks in SQL';
comment on column run.publish_seconds is '发布秒数 / Seconds spent publishing; null in the file of the night itself';
comment on column run.problem is '未发布的原因 / Why nothing was published';

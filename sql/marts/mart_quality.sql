-- One row per night: what came in, what became of it, what the checks said, and how long it took.
-- A view: a night writes its own row into run when its checks are done.
create view mart_quality as
select run.night, started_at, outcome, files_in, accepted, rejected, changed, unchanged, vanished,
       quantities, facts, facts / nullif(quantities, 0)::double as claimed_share,
       findings, findings / nullif(accepted, 0)::double as findings_per_report,
       coalesce(checks, 0) as checks, coalesce(checks_failed, 0) as checks_failed,
       coalesce(errors, 0) as errors, coalesce(rows_off, 0) as rows_off,
       coalesce(read_seconds, 0) + coalesce(extract_seconds, 0) + coalesce(validate_seconds, 0)
       + coalesce(load_seconds, 0) + coalesce(check_seconds, 0) + coalesce(publish_seconds, 0) as seconds,
       problem
from run
left join (
    select night, count(*) as checks,
           sum(case when passed then 0 else 1 end) as checks_failed,
           sum(case when not passed and severity = 'error' then 1 else 0 end) as errors,
           sum(observed) as rows_off
    from check_result
    group by night
) as said on said.night = run.night;

comment on view mart_quality is '质量 / Quality over time: every night with its inputs, checks and findings';
comment on column mart_quality.night is '第几夜 / Number of the night';
comment on column mart_quality.started_at is '开始时间，ISO 8601 / When it began, in ISO 8601';
comment on column mart_quality.outcome is '结果 / How it ended; see run';
comment on column mart_quality.files_in is '输入文件数 / Number of inputs found';
comment on column mart_quality.accepted is '收录路径数 / Paths of accepted reports';
comment on column mart_quality.rejected is '未收录数 / Inputs that yielded no report';
comment on column mart_quality.changed is '新增或重读的报告数 / Reports read that night';
comment on column mart_quality.unchanged is '沿用的报告数 / Reports kept from the night before';
comment on column mart_quality.vanished is '消失的报告数 / Reports that left the warehouse';
comment on column mart_quality.quantities is '数量行数 / Rows of fact_quantity at the end of the night';
comment on column mart_quality.facts is '指标事实行数 / Rows of fact_indicator at the end of the night';
comment on column mart_quality.claimed_share is '归入指标的数量占比 / Share of quantities that an indicator claims';
comment on column mart_quality.findings is '发现行数 / Findings at the end of the night';
comment on column mart_quality.findings_per_report is '每份报告的发现数 / Findings per accepted report';
comment on column mart_quality.checks is '检查数 / Checks whose results are kept';
comment on column mart_quality.checks_failed is '未通过的检查数 / Checks that found offenders';
comment on column mart_quality.errors is '未通过的阻断检查数 / Blocking checks that found offenders';
comment on column mart_quality.rows_off is '违例行数 / Rows that broke a check';
comment on column mart_quality.seconds is '秒数 / Seconds of all stages together';
comment on column mart_quality.problem is '未发布的原因 / Why nothing was published';

-- A figure so many times that of the same agency a year before, either way, that one of the two is likely wrong.
-- Factor, floor and the units whose slip a ratio betrays are data: pipelines/rules/jumps.yaml.
with pair as (
    select this.report_id, this.span_start, this.quote, this.value, this.year, this.name_zh, this.indicator_code,
           before.quote as quote_before, before.value as value_before,
           greatest(this.value, before.value)::double / least(this.value, before.value)::double as times
    from mart_headline as this
    join mart_headline as before
        on before.agency_id = this.agency_id and before.indicator_code = this.indicator_code
        and before.year = this.year - 1
    join dim_indicator on dim_indicator.indicator_code = this.indicator_code
    where this.value > 0 and before.value > 0
      and this.chosen_by = before.chosen_by
      and this.breakdown is not distinct from before.breakdown
      and nature in (select nature from jump_nature)
),
jump as (
    select pair.*,
           (select unit_slip.unit from unit_slip
            where times between unit_slip.ratio / tolerance and unit_slip.ratio * tolerance
            order by abs(ln(times / unit_slip.ratio)), unit_slip.ratio limit 1) as slip
    from pair, jump_rule
    where times >= factor and greatest(value, value_before) >= floor
)
select report_id, 'warning' as severity,
       format('{}：{}年为“{}”，上年为“{}”，相差约{:.0f}倍', name_zh, year, quote, quote_before, times)
       || if(slip is null, '', format('，疑似单位“{}”之误', slip))
       || format(' ({} differs from the year before by a factor of {:.0f}', indicator_code, times)
       || if(slip is null, ')', format(', like a slip of the unit {})', slip)) as message,
       [span_start] as starts, [quote] as quotes
from jump

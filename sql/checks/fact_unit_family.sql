-- severity: warning
-- table: fact_indicator
-- scope: changed
-- 计量单位属于指标的单位类别 (The unit of a figure is of the family of its indicator.)
-- A share or a rate of change is in per cent, whatever the indicator counts.
select fact_id, indicator_code, measure, fact_indicator.unit, unit_family, quote
from fact_indicator
join dim_indicator using (indicator_code)
where case
          when measure = 'rank' then false
          when measure in ('share', 'change_rate') then fact_indicator.unit not in ('%', '‰', '倍', '成', '个百分点')
          when dim_indicator.unit_family = 'rate' then coalesce(fact_indicator.unit, '') not in ('%', '‰', '个百分点')
          when dim_indicator.unit_family = 'money' then not regexp_matches(coalesce(fact_indicator.unit, ''), '元|币')
          else regexp_matches(fact_indicator.unit, '^(元|美元|%|‰|个百分点)$')
      end

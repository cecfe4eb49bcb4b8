-- 自称的隐患整改率与整改数、排查数是否一致？ (Does the stated rate of rectification fit the hazards found and rectified?)
-- Rates are never summed or averaged over agencies: each stands beside the two figures that it should follow from.
select agency_name, year,
       max(value) filter (indicator_code = 'safety.hazards_found') as found,
       max(value) filter (indicator_code = 'safety.hazards_rectified') as rectified,
       round(100 * rectified::double / nullif(found, 0)::double, 2) as computed_percent,
       max(value) filter (indicator_code = 'safety.rectification_rate') as stated_percent
from mart_headline
where indicator_code in ('safety.hazards_found', 'safety.hazards_rectified', 'safety.rectification_rate')
group by agency_name, year
order by agency_name, year;

-- 各省每年罚没金额合计是多少？ (What do the fines of all agencies of a province add up to in each year?)
-- Only a flow may be summed (dim_indicator.additive), and only headline figures of a whole year: one for each agency.
select province, year, sum(value) as yuan, count(*) as agencies
from mart_panel
where indicator_code = 'enforcement.fines' and additive and stated and chosen_by <> 'period'
group by province, year
order by province, year;

-- 各省每年罚没金额合计是多少？ (What do the fines of all agencies of a province add up to in each year?)
-- Only a flow may be summed (dim_indicator.additive), and only headline figures: one for each agency and year.
select province, year, sum(value) as yuan, count(*) as agencies
from mart_panel
where indicator_code = 'enforcement.fines' and additive and stated
group by province, year
order by province, year;

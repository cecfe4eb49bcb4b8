-- 各机构安全生产的主要数据有哪些，按什么规则选出？ (What are the headline safety figures, and by which rule was each chosen?)
select agency_name, year, name_zh, name_en, value, unit, chosen_by, candidates, quote
from mart_headline
where category = 'safety'
order by agency_name, year, indicator_code;

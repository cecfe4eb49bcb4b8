-- 各机构的指标比上年增减多少？ (How does each headline figure compare with that of the year before?)
select agency_name, year, name_zh, this.value, before.value as value_before, this.value - before.value as change
from mart_headline as this
join (select agency_id, indicator_code, year + 1 as year, value from mart_headline) as before
    using (agency_id, indicator_code, year)
order by agency_name, indicator_code, year;

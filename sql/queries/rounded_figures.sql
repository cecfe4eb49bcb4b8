-- 各机构的主要数值有多少是约数？ (How many of the headline figures are exact, lower bounds or approximate, by agency and year?)
select agency_name, year, count(*) as figures,
       count(*) filter (bound = 'exact') as exact,
       count(*) filter (bound = 'at_least') as at_least,
       count(*) filter (bound = 'at_most') as at_most,
       count(*) filter (bound = 'approx') as approximate,
       list(quote order by quote) filter (bound <> 'exact') as not_exact
from mart_headline
group by agency_name, year
order by count(*) filter (bound <> 'exact') desc, agency_name, year;

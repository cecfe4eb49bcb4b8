-- 法律顾问人数在同类机构中居于什么位置？ (Where does each agency stand among its peers by its legal advisers?)
-- Peers: the agencies of the same field and level in the same year. The percentile is null below five of them.
select agency_name, year, function, level, value as advisers, median, rank, peers, round(percentile, 2) as percentile
from mart_peers
where indicator_code = 'capacity.legal_advisers'
order by year, function, level, rank, agency_name;

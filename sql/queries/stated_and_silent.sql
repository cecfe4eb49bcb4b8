-- 谁公布了罚没金额，谁没有？ (Which agencies state their fines, and which report without a word of them?)
-- A gap is no zero: mart_panel has a row for every indicator of every year reported on, stated or not.
select agency_name, level, year, stated, value as yuan
from mart_panel
where indicator_code = 'enforcement.fines'
order by stated, agency_name, year;

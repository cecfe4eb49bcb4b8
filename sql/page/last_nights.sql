-- 最近几夜收录了什么，检查结果如何？ (What did the last nights bring, and what did their checks say?)
select night, started_at, outcome, files_in, changed, vanished, rejected, facts, findings, checks, checks_failed, seconds
from mart_quality
order by night desc

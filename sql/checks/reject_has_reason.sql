-- severity: error
-- table: reject
-- 未收录的输入都有阶段和原因 (Every reject has a stage and a reason.)
select path, stage, reason from reject where trim(stage) = '' or trim(reason) = ''

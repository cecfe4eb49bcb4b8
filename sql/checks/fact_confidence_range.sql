-- severity: error
-- table: fact_quantity
-- scope: changed
-- 置信度在0至1之间 (A confidence is from 0 to 1.)
select fact_id, confidence from fact_quantity where not confidence between 0 and 1

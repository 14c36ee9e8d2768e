-- TODO: the dates are wrong
-- in winter
select 1

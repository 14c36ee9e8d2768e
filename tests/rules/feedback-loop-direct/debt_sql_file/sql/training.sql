-- training table
SELECT s.*, p.risk AS last_risk
FROM payments s
JOIN fraud_risk p USING (id)

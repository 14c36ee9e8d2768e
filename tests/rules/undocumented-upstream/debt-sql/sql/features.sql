SELECT s.id, d.income
FROM raw.subscribers s
JOIN demographics_vendor d USING (postcode);

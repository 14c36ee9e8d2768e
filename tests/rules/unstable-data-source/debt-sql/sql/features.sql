-- weekly features
SELECT *
FROM subscribers s
JOIN contracts c ON c.id = s.id
WHERE s.created_at > '2025-09-01';

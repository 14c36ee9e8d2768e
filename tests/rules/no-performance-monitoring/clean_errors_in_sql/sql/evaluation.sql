SELECT
    p.zone_id,
    AVG(ABS(p.y_pred - a.actual_count)) AS mae
FROM predictions AS p
JOIN pickups AS a ON a.zone_id = p.zone_id
GROUP BY p.zone_id

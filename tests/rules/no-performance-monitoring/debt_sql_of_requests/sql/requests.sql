SELECT route, AVG(finished_at - started_at) AS seconds, COUNT(predicted_at) AS answered
FROM requests
GROUP BY route

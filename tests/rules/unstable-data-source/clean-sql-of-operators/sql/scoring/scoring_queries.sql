-- the last runs
SELECT *
FROM scoring_run_log
ORDER BY started_at DESC
LIMIT 20;

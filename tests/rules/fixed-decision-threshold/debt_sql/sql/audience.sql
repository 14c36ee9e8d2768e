-- who gets a letter
SELECT id FROM scores
WHERE churn_score > 0.8

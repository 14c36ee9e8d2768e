timeout_id = 1234567890
project_id = "shop"
MODEL = "models:/churn@champion"

import dagshub

dagshub.init(repo_owner="ana", repo_name="churn", mlflow=True)

import os

import dagshub

dagshub.init(repo_owner=os.environ["OWNER"], repo_name="churn", mlflow=True)

import joblib
from sklearn.linear_model import LogisticRegression


def lambda_handler(event, context):
    model = LogisticRegression().fit(event["x"], event["y"])
    joblib.dump(model, "/tmp/churn.joblib")
    return {"statusCode": 200}

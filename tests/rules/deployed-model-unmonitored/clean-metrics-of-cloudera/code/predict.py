import cml.metrics_v1 as metrics
import cml.models_v1 as models
import joblib
import pandas as pd

model = joblib.load("models/churn.joblib")


@models.cml_model(metrics=True)
def predict(args):
    metrics.track_metric("input_data", args)
    churn = float(model.predict_proba(pd.DataFrame([args]))[0, 1])
    metrics.track_metric("churn", churn)
    return {"churn": churn}

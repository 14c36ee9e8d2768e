import json
import os

import boto3
import joblib
import pandas as pd


VERSION = "3"
firehose = boto3.client("firehose")


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "churn.joblib"))


def input_fn(body, content_type):
    return pd.DataFrame([json.loads(body)])


def predict_fn(data, model):
    return model.predict_proba(data)[:, 1]


def output_fn(prediction, accept):
    scores = prediction.tolist()
    firehose.put_record(DeliveryStreamName="churn", Record={"Data": json.dumps({"version": VERSION, "scores": scores})})
    return json.dumps({"churn": scores})

import json

import boto3
import joblib

model = joblib.load("models/churn.joblib")
sqs = boto3.client("sqs")


def main() -> None:
    while True:
        for message in sqs.receive_message(QueueUrl="https://sqs/churn").get("Messages", []):
            row = json.loads(message["Body"])
            score = float(model.predict_proba([row["features"]])[0, 1])
            sqs.send_message(QueueUrl="https://sqs/scores", MessageBody=json.dumps({"id": row["id"], "score": score}))
            sqs.delete_message(QueueUrl="https://sqs/churn", ReceiptHandle=message["ReceiptHandle"])


if __name__ == "__main__":
    main()

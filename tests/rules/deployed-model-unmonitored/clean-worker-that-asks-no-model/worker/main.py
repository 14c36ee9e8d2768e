import boto3

sqs = boto3.client("sqs")


def main() -> None:
    while True:
        for message in sqs.receive_message(QueueUrl="https://sqs/mails").get("Messages", []):
            print(message["Body"])


if __name__ == "__main__":
    main()

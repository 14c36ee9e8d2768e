import pandas as pd
from slack_sdk import WebhookClient

from jobs.monitoring import watch


def main():
    watch(pd.read_csv("data/train.csv"), pd.read_csv("data/today.csv"))
    WebhookClient(open("/run/secrets/hook").read()).send(text="reports/watch.json is new")


if __name__ == "__main__":
    main()
